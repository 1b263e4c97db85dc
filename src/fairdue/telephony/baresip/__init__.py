"""SIP without an exchange of one's own: baresip as the agent on this machine.

Each call that we place has a process of its own, so that one's end is no other's; one more waits
for calls that come in, where the address says that there may be some.
"""

from fairdue.telephony.baresip.line import BaresipLine

__all__ = ["BaresipLine"]
