"""Pages of legal officers and of counsel outside: matters, roads, limitation, firms."""
