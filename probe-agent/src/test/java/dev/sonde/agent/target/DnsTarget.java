package dev.sonde.agent.target;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback (RFC 1035) that answers for A records after a known time, and for AAAA records at once. */
public final class DnsTarget implements AutoCloseable {
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int CNAME = 5;
    private static final int NXDOMAIN = 3;

    private final DatagramTarget socket = new DatagramTarget(0, this::serve);
    private final Map<String, Object> records = new ConcurrentHashMap<>();
    private final Map<String, List<String>> ipv6 = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();
    private final List<long[]> stamps = new CopyOnWriteArrayList<>();
    private volatile long delayNanos;
    private volatile int refusal = -1;
    private volatile boolean silent;

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.port());
    }

    public DnsTarget address(String name, String... ipv4) {
        records.put(name, List.of(ipv4));
        return this;
    }

    public DnsTarget ipv6Address(String name, String... addresses) {
        ipv6.put(name, List.of(addresses));
        return this;
    }

    public DnsTarget alias(String name, String canonical) {
        records.put(name, canonical);
        return this;
    }

    public DnsTarget delaying(long nanos) {
        delayNanos = nanos;
        return this;
    }

    /** Answers everything with this code. */
    public DnsTarget refusing(int code) {
        refusal = code;
        return this;
    }

    /** Answers nothing. */
    public DnsTarget silent() {
        silent = true;
        return this;
    }

    public int queries() {
        return queries.get();
    }

    /** For every answer about an A record when the query had come and when the answer was sent, by System.nanoTime. */
    public List<long[]> stamps() {
        return stamps;
    }

    private void serve(DatagramPacket query) throws IOException {
        long came = System.nanoTime();
        ByteBuffer in = ByteBuffer.wrap(query.getData(), 0, query.getLength());
        short id = in.getShort();
        in.position(12);
        String name = name(in);
        int type = in.getShort();
        in.getShort();
        byte[] question = new byte[in.position() - 12];
        in.position(12);
        in.get(question);
        if (type != A) {
            List<String> found = type == AAAA ? ipv6.getOrDefault(name, List.of()) : List.of();
            int known = records.containsKey(name) || ipv6.containsKey(name) ? 0 : NXDOMAIN;
            ByteBuffer answers = ByteBuffer.allocate(1000);
            addresses(name, AAAA, found, answers);
            send(query, id, question, refusal >= 0 ? refusal : known, answers.flip(), found.size());
            return;
        }
        queries.incrementAndGet();
        if (silent) {
            return;
        }
        ByteBuffer answers = ByteBuffer.allocate(1000);
        int count = answers(name, answers);
        int code = refusal >= 0 ? refusal : count == 0 && !ipv6.containsKey(name) ? NXDOMAIN : 0;
        if (delayNanos > 0) {
            ExactDelay.until(came + delayNanos);
        }
        send(query, id, question, code, answers.flip(), code == 0 ? count : 0);
        stamps.add(new long[] {came, System.nanoTime()});
    }

    private int answers(String name, ByteBuffer out) throws IOException {
        Object record = records.get(name);
        if (record instanceof String canonical) {
            byte[] encoded = encoded(canonical);
            head(out, name, CNAME, encoded.length).put(encoded);
            return 1 + answers(canonical, out);
        }
        if (!(record instanceof List<?> addresses)) {
            return 0;
        }
        return addresses(name, A, addresses, out);
    }

    private static int addresses(String name, int type, List<?> addresses, ByteBuffer out) throws IOException {
        for (Object address : addresses) {
            byte[] octets = InetAddress.getByName((String) address).getAddress();
            head(out, name, type, octets.length).put(octets);
        }
        return addresses.size();
    }

    private static ByteBuffer head(ByteBuffer out, String name, int type, int length) {
        return out.put(encoded(name))
                .putShort((short) type)
                .putShort((short) 1)
                .putInt(3600)
                .putShort((short) length);
    }

    private void send(DatagramPacket to, short id, byte[] question, int code, ByteBuffer answers, int count)
            throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1400);
        out.putShort(id).putShort((short) (0x8580 | code)).putShort((short) 1).putShort((short) count);
        out.putInt(0).put(question);
        if (count > 0) {
            out.put(answers);
        }
        socket.send(Arrays.copyOf(out.array(), out.position()), to.getSocketAddress());
    }

    private static String name(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        int length;
        while ((length = in.get()) > 0) {
            byte[] label = new byte[length];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        return name.toString();
    }

    private static byte[] encoded(String name) {
        ByteBuffer out = ByteBuffer.allocate(300);
        for (String label : name.split("\\.")) {
            out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.put((byte) 0);
        byte[] encoded = new byte[out.position()];
        out.flip().get(encoded);
        return encoded;
    }

    @Override
    public void close() {
        socket.close();
    }
}
