package dev.sonde.agent.probe.icmp;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One echo over one socket: a raw one, or a ping socket where the process may not have raw ones. Blocks until the reply or
 * the timeout: not for event loops. One thread. Linux on 64 bits only, whose structures it lays out itself.
 */
public final class Echo implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int IP_TTL = 2;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_PMTUDISC_DO = 2;
    private static final int IP_RECVERR = 11;
    private static final int IP_RECVTTL = 12;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int IPV6_RECVERR = 25;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int EPERM = 1;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EPROTONOSUPPORT = 93;

    private static final long LONGEST_SLICE_NANOS = 250_000_000;

    private final LibC libc;
    private final EchoRequest request;
    private final boolean ipv6;
    private final boolean raw;
    private final int socket;

    private Echo(LibC libc, EchoRequest request, boolean raw, int socket) {
        this.libc = libc;
        this.request = request;
        this.ipv6 = request.address() instanceof Inet6Address;
        this.raw = raw;
        this.socket = socket;
    }

    /** The library is loaded when first asked for. */
    private static final class Loaded {
        static final LibC LIBC = Native.load("c", LibC.class);

        private Loaded() {}
    }

    /**
     * Loads what the first echo would otherwise wait for, some tenths of a second, and in part be measured with: the
     * library, and each of its calls by one that must fail.
     */
    public static void prepare() {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            return;
        }
        LibC libc = Loaded.LIBC;
        byte[] bytes = new byte[16];
        try (EchoInbox inbox = new EchoInbox()) {
            rehearse(() -> libc.setsockopt(-1, SOL_SOCKET, SO_RCVTIMEO, bytes, bytes.length));
            rehearse(() -> libc.sendto(-1, bytes, new NativeLong(bytes.length), 0, bytes, bytes.length));
            rehearse(() -> inbox.receive(libc, -1, 0));
        }
    }

    private static void rehearse(Runnable call) {
        try {
            call.run();
            throw new IllegalStateException("a call on no socket succeeded");
        } catch (LastErrorException e) {
            return; // as it must
        }
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @param nanoClock monotonic
     */
    public static EchoReply of(EchoRequest request, LongSupplier nanoClock) throws EchoException {
        return of(request, nanoClock, () -> false);
    }

    /**
     * The same.
     *
     * @param unwanted asked some times a second, on this thread: whether the reply is not waited for any more, which then
     *     counts as not come
     */
    static EchoReply of(EchoRequest request, LongSupplier nanoClock, BooleanSupplier unwanted) throws EchoException {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            throw new EchoException("ICMP is for Linux on 64 bits", true);
        }
        long begun = nanoClock.getAsLong();
        try (Echo echo = open(request)) {
            echo.configure();
            long ready = nanoClock.getAsLong();
            echo.send();
            return echo.await(begun, ready, nanoClock, unwanted);
        } catch (LastErrorException e) {
            throw new EchoException(
                    "ICMP to " + NetUtil.toAddressString(request.address()) + ": " + e.getMessage(), false);
        }
    }

    private static Echo open(EchoRequest request) throws EchoException {
        boolean ipv6 = request.address() instanceof Inet6Address;
        int domain = ipv6 ? AF_INET6 : AF_INET;
        int protocol = ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
        LibC libc = Loaded.LIBC;
        try {
            return new Echo(libc, request, true, libc.socket(domain, SOCK_RAW, protocol));
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EPERM && e.getErrorCode() != EACCES) {
                throw e;
            }
        }
        try {
            return new Echo(libc, request, false, libc.socket(domain, SOCK_DGRAM, protocol));
        } catch (LastErrorException e) {
            int error = e.getErrorCode();
            if (error == EPERM || error == EACCES || error == EPROTONOSUPPORT) {
                throw new EchoException(
                        "ICMP is not permitted to this process (expected: capability CAP_NET_RAW, or its group in"
                                + " net.ipv4.ping_group_range)",
                        true);
            }
            throw e;
        }
    }

    private void configure() {
        set(ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, ipv6 ? IPV6_RECVHOPLIMIT : IP_RECVTTL, 1);
        if (!raw) {
            // A raw socket sees the messages of routers as they are; a ping socket is told of them by the kernel.
            set(ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, ipv6 ? IPV6_RECVERR : IP_RECVERR, 1);
        }
        if (request.timeToLive() > 0) {
            set(ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, ipv6 ? IPV6_UNICAST_HOPS : IP_TTL, request.timeToLive());
        }
        if (request.dontFragment() && !ipv6) {
            set(IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO);
        }
        InetAddress source = request.source();
        if (source != null) {
            byte[] address = address(source);
            libc.bind(socket, address, address.length);
        }
    }

    private void set(int level, int option, int value) {
        byte[] bytes = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
        libc.setsockopt(socket, level, option, bytes, bytes.length);
    }

    /** {@code sockaddr_in} or {@code sockaddr_in6}. */
    private static byte[] address(InetAddress address) {
        boolean six = address instanceof Inet6Address;
        ByteBuffer bytes = ByteBuffer.allocate(six ? 28 : 16).order(ByteOrder.nativeOrder());
        bytes.putShort((short) (six ? AF_INET6 : AF_INET));
        bytes.position(six ? 8 : 4);
        bytes.put(address.getAddress());
        if (address instanceof Inet6Address scoped) {
            bytes.putInt(24, scoped.getScopeId());
        }
        return bytes.array();
    }

    private void send() {
        byte[] packet = EchoPacket.request(
                ipv6, request.id(), request.sequence(), request.payload().bytes());
        byte[] address = address(request.address());
        libc.sendto(socket, packet, new NativeLong(packet.length), 0, address, address.length);
    }

    private EchoReply await(long begun, long ready, LongSupplier nanoClock, BooleanSupplier unwanted) {
        try (EchoInbox inbox = new EchoInbox()) {
            while (true) {
                long left = request.timeoutNanos() - (nanoClock.getAsLong() - ready);
                if (left <= 0 || unwanted.getAsBoolean()) {
                    return new EchoReply(ready - begun, -1, -1, "");
                }
                timeout(Math.min(left, LONGEST_SLICE_NANOS));
                byte[] packet = receive(inbox);
                long now = nanoClock.getAsLong();
                if (packet.length == 0) {
                    continue;
                }
                boolean withIpHeader = raw && !ipv6;
                if (isReply(packet, withIpHeader)) {
                    int hopLimit = withIpHeader ? packet[8] & 0xFF : inbox.hopLimit();
                    return new EchoReply(ready - begun, now - ready, hopLimit, "");
                }
                String refusal = raw ? Refusals.in(packet, ipv6, withIpHeader, request.id(), request.sequence()) : null;
                if (refusal != null) {
                    return new EchoReply(ready - begun, -1, -1, refusal + ", says " + inbox.sender());
                }
            }
        } catch (RefusedException e) {
            return new EchoReply(ready - begun, -1, -1, String.valueOf(e.getMessage()));
        }
    }

    private boolean isReply(byte[] packet, boolean withIpHeader) {
        return EchoPacket.isReply(
                packet,
                ipv6,
                withIpHeader,
                !raw,
                request.id(),
                request.sequence(),
                request.payload().bytes());
    }

    private void timeout(long nanos) {
        ByteBuffer time = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        time.putLong(nanos / 1_000_000_000L).putLong(Math.max(1, nanos % 1_000_000_000L / 1000));
        libc.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, time.array(), 16);
    }

    /** The kernel was told that the request did not arrive; the message is for people. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** A packet; none if none came in time. */
    private byte[] receive(EchoInbox inbox) throws RefusedException {
        try {
            return inbox.receive(libc, socket, 0);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == EAGAIN || e.getErrorCode() == EINTR) {
                return new byte[0];
            }
            if (raw) {
                throw e;
            }
            throw new RefusedException(refusal(inbox, e));
        }
    }

    private String refusal(EchoInbox inbox, LastErrorException told) {
        try {
            inbox.receive(libc, socket, MSG_ERRQUEUE);
        } catch (LastErrorException e) {
            return String.valueOf(told.getMessage());
        }
        String said = inbox.refusal(ipv6);
        return said == null ? String.valueOf(told.getMessage()) : said;
    }

    @Override
    public void close() {
        libc.close(socket);
    }
}
