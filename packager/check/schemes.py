"""The schemes of URLs that links may have without a word: IANA's list as EPUBCheck keeps it.

https://www.iana.org/assignments/uri-schemes as of 2012, with ``javascript`` and ``irc``; later
ones (``sms``, ``geo``, ``doi``) are unknown to EPUBCheck, and so a warning here as well.
"""

from __future__ import annotations

REGISTERED = frozenset(
    """aaa aaas acap cap cid crid data dav dict dns fax file ftp go gopher h323 http https iax icap
    im imap info ipp irc iris iris.beep iris.lwz iris.xpc iris.xpcs javascript ldap mailto mid
    modem msrp msrps mtqp mupdate news nfs nntp opaquelocktoken pop pres prospero rtsp service
    shttp sip sips snmp soap.beep soap.beeps tag tel telnet tftp thismessage tip tv urn vemmi wais
    xmlrpc.beep xmlrpc.beeps xmpp z39.50r z39.50s""".split()
)
