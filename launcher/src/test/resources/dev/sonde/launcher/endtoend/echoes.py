"""Answers echo requests to loopback in place of the kernel: late, not at all, or with a refusal, as the last octet of the
IPv4 address or the size of the IPv6 payload has it. Writes a line "octet nanoseconds" for each echo it held back."""
import heapq
import select
import socket
import struct
import sys
import time

HELD = open(sys.argv[1], "w", buffering=1)
four = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
six = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
seen = {}
due = []


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def message4(kind, code, rest):
    head = struct.pack("!BBH", kind, code, 0)
    return struct.pack("!BBH", kind, code, checksum(head + rest)) + rest


def later(delay, came, kind, packet, to, out):
    heapq.heappush(due, (came + int(delay * 1e9), came, kind, packet, to, out))


def asked4(datagram, came):
    head = (datagram[0] & 15) * 4
    echo = datagram[head:]
    if echo[0] != 8:
        return
    source, target = datagram[12:16], datagram[16:20]
    kind = target[3]
    number = seen[kind] = seen.get(kind, 0) + 1
    reply = message4(0, 0, echo[4:])
    to = (socket.inet_ntoa(source), 0)
    if kind == 50:
        later(0.2, came, kind, reply, to, four)
    elif kind == 51:
        later(0.05 if number % 2 else 0.2, came, kind, reply, to, four)
    elif kind == 52:
        later(0, came, kind, message4(3, 1, b"\0\0\0\0" + datagram[: head + 8]), to, four)
    elif kind == 53:
        later(0, came, kind, message4(11, 0, b"\0\0\0\0" + datagram[: head + 8]), to, four)
    elif kind == 55 and number % 2:
        later(0.05, came, kind, reply, to, four)


def asked6(echo, came):
    if echo[0] != 128:
        return
    kind = len(echo) - 8
    if kind == 30:
        later(0.2, came, kind, struct.pack("!BBH", 129, 0, 0) + echo[4:], ("::1", 0), six)
    elif kind == 31:
        loopback = socket.inet_pton(socket.AF_INET6, "::1")
        inner = struct.pack("!IHBB", 6 << 28, len(echo), 58, 64) + loopback + loopback + echo
        later(0, came, kind, struct.pack("!BBHI", 1, 3, 0, 0) + inner, ("::1", 0), six)


print("ready", flush=True)
while True:
    wait = None if not due else max(0, due[0][0] - time.monotonic_ns()) / 1e9
    readable, _, _ = select.select([four, six], [], [], wait)
    for each in readable:
        came = time.monotonic_ns()
        data = each.recv(70000)
        (asked4 if each is four else asked6)(data, came)
    while due and due[0][0] <= time.monotonic_ns():
        _, came, kind, packet, to, out = heapq.heappop(due)
        out.sendto(packet, to)
        HELD.write("%d %d\n" % (kind, time.monotonic_ns() - came))
