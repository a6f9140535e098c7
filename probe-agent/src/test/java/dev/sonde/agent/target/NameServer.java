package dev.sonde.agent.target;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A name server on loopback that answers every query with what a test made up. */
public final class NameServer implements AutoCloseable {
    private final DatagramTarget socket;
    private final Reply reply;
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicReference<InetAddress> asker = new AtomicReference<>();

    /** What is answered. */
    public interface Reply {
        /** The datagrams, or messages by TCP, to send; none is silence. */
        List<byte[]> to(byte[] query) throws IOException;
    }

    public NameServer(Reply reply) {
        this(0, reply);
    }

    /** On a port that is given. */
    public NameServer(int port, Reply reply) {
        this.reply = reply;
        this.socket = new DatagramTarget(port, this::serve);
    }

    public int port() {
        return socket.port();
    }

    public int queries() {
        return queries.get();
    }

    /** Where the last datagram came from; null before. */
    public InetAddress asker() {
        return asker.get();
    }

    private void serve(DatagramPacket packet) throws IOException {
        queries.incrementAndGet();
        asker.set(packet.getAddress());
        for (byte[] answer : reply.to(Arrays.copyOf(packet.getData(), packet.getLength()))) {
            socket.send(answer, packet.getSocketAddress());
        }
    }

    /** The same over a connection, each message behind its length. */
    public static TcpTarget.Conversation byTcp(Reply reply) {
        return connection -> {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            byte[] query = in.readNBytes(in.readUnsignedShort());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            for (byte[] answer : reply.to(query)) {
                ByteBuffer framed = ByteBuffer.allocate(answer.length + 2);
                framed.putShort((short) answer.length).put(answer);
                out.write(framed.array(), 0, 1);
                out.flush();
                out.write(framed.array(), 1, answer.length + 1);
            }
            TcpTarget.awaitClose(connection);
        };
    }

    /** Answers after a time. */
    public static Reply delaying(long nanos, Reply later) {
        return query -> {
            ExactDelay.until(System.nanoTime() + nanos);
            return later.to(query);
        };
    }

    /** One answer with these IPv4 addresses for the name asked for. */
    public static Reply addresses(String... ipv4) {
        return query -> List.of(answer(query, 0, ipv4));
    }

    /**
     * An answer to a query.
     *
     * @param flags besides that it is a response, such as the response code
     * @param ipv4 addresses of the name asked for
     */
    public static byte[] answer(byte[] query, int flags, String... ipv4) {
        List<byte[]> records = new ArrayList<>();
        for (String address : ipv4) {
            try {
                records.add(record(1, InetAddress.getByName(address).getAddress()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return message(query, flags, records);
    }

    /** A record of the name asked for. */
    public static byte[] record(int type, byte[] data) {
        return ByteBuffer.allocate(12 + data.length)
                .putShort((short) 0xC00C)
                .putShort((short) type)
                .putShort((short) 1)
                .putInt(300)
                .putShort((short) data.length)
                .put(data)
                .array();
    }

    /** A TXT record's data. */
    public static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(1 + bytes.length)
                .put((byte) bytes.length)
                .put(bytes)
                .array();
    }

    /** An answer with these records. */
    public static byte[] message(byte[] query, int flags, List<byte[]> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(query, 0, 2);
        out.writeBytes(ByteBuffer.allocate(10)
                .putShort((short) (0x8180 | flags))
                .putShort((short) 1)
                .putShort((short) records.size())
                .putInt(0)
                .array());
        out.write(query, 12, query.length - 12);
        records.forEach(out::writeBytes);
        return out.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
