"""What others may ask of the strategy."""

from fairdue.strategy.queries.decisions import (
    DecisionFacts,
    InputWords,
    decision_of,
    decisions_of,
)
from fairdue.strategy.queries.documents import (
    Document,
    parse,
    stored_document,
    table_of_file,
)
from fairdue.strategy.queries.experiments import (
    Arms,
    arms_in_use,
    read_days,
    share_at,
    terms_of,
    terms_on,
    under_way,
)
from fairdue.strategy.queries.replay import (
    Challenger,
    ReplayFacts,
    Stage,
    challengers,
    find_replay,
    replays,
    running,
)
from fairdue.strategy.queries.tables import (
    ApprovedVersion,
    InUse,
    Standing,
    activations,
    approved_versions,
    file_differs,
    proposals,
    scheduled,
    tables_in_use,
)

__all__ = [
    "ApprovedVersion",
    "Arms",
    "Challenger",
    "DecisionFacts",
    "Document",
    "InUse",
    "InputWords",
    "ReplayFacts",
    "Stage",
    "Standing",
    "activations",
    "approved_versions",
    "arms_in_use",
    "challengers",
    "decision_of",
    "decisions_of",
    "file_differs",
    "find_replay",
    "parse",
    "proposals",
    "read_days",
    "replays",
    "running",
    "scheduled",
    "share_at",
    "stored_document",
    "table_of_file",
    "tables_in_use",
    "terms_of",
    "terms_on",
    "under_way",
]
