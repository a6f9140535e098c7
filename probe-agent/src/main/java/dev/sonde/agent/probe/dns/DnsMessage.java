package dev.sonde.agent.probe.dns;

import dev.sonde.contract.check.DnsWords;
import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A response of a name server (RFC 1035), and the query that asks for one. Immutable.
 *
 * @param truncated whether it was cut short to fit a datagram
 * @param question the first one it answers, as {@link #question} tells it; empty if it repeats none
 * @param answer records as text, see {@link DnsRecordText}
 * @param serial of the last SOA record in the answer; -1 if there is none
 */
public record DnsMessage(
        int id,
        boolean truncated,
        int rcode,
        String question,
        List<String> answer,
        List<String> authority,
        List<String> additional,
        long serial) {
    /** Longest message there can be, in bytes. */
    static final int MAX_BYTES = 0xFFFF;

    private static final int SOA = 6;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int HEAD_BYTES = 12;

    /** What could not be read as a response. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** The bytes of a query; IllegalArgumentException with a message for people if the name is none. */
    public static byte[] query(int id, String name, int type, int queryClass, boolean recursion) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int word : new int[] {id, recursion ? RECURSION_DESIRED : 0, 1, 0, 0, 0}) {
            writeShort(out, word);
        }
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!plain.isEmpty()) {
            for (String label : plain.split("\\.", -1)) {
                byte[] bytes = (isAscii(label) ? label : IDN.toASCII(label)).getBytes(StandardCharsets.UTF_8);
                if (bytes.length == 0 || bytes.length > 63) {
                    throw new IllegalArgumentException(name + " (expected: a name of labels of 1 to 63 bytes)");
                }
                out.write(bytes.length);
                out.writeBytes(bytes);
            }
        }
        out.write(0);
        writeShort(out, type);
        writeShort(out, queryClass);
        if (out.size() > HEAD_BYTES + 255 + 4) {
            throw new IllegalArgumentException(name + " (expected: a name of at most 255 bytes)");
        }
        return out.toByteArray();
    }

    private static boolean isAscii(String label) {
        return label.chars().allMatch(c -> c < 0x80);
    }

    private static void writeShort(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }

    /** The question of a query, as name, class and type. */
    public static String question(byte[] query) {
        return question(ByteBuffer.wrap(query).position(HEAD_BYTES));
    }

    private static String question(ByteBuffer in) {
        String name = DnsRecordText.name(in);
        int type = unsignedShort(in);
        return name + " " + DnsWords.classWord(unsignedShort(in)) + " " + DnsWords.typeWord(type);
    }

    /** Whether this answers the query: not so if it repeats another question, or has another id. */
    public boolean answers(byte[] query) {
        int asked = (query[0] & 0xFF) << 8 | (query[1] & 0xFF);
        return id == asked && (question.isEmpty() || question.equalsIgnoreCase(question(query)));
    }

    /** Reads a response. */
    public static DnsMessage parse(byte[] bytes) throws MalformedException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int id = unsignedShort(in);
            int flags = unsignedShort(in);
            if ((flags & RESPONSE) == 0) {
                throw new MalformedException("a message that is no response");
            }
            int questions = unsignedShort(in);
            int answers = unsignedShort(in);
            int authorities = unsignedShort(in);
            int additionals = unsignedShort(in);
            String question = "";
            for (int i = 0; i < questions; i++) {
                String each = question(in);
                question = i == 0 ? each : question;
            }
            long[] serial = {-1};
            List<String> answer = records(in, answers, serial);
            long[] others = {-1};
            return new DnsMessage(
                    id,
                    (flags & TRUNCATED) != 0,
                    flags & 0xF,
                    question,
                    answer,
                    records(in, authorities, others),
                    records(in, additionals, others),
                    serial[0]);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new MalformedException("a response that is cut off or malformed");
        }
    }

    private static List<String> records(ByteBuffer in, int count, long[] serial) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = DnsRecordText.name(in);
            int type = unsignedShort(in);
            int recordClass = unsignedShort(in);
            long ttl = Integer.toUnsignedLong(in.getInt());
            int length = unsignedShort(in);
            int end = in.position() + length;
            if (end > in.limit()) {
                throw new BufferUnderflowException();
            }
            if (type == SOA) {
                serial[0] = DnsRecordText.serial(in.duplicate());
            }
            records.add(DnsRecordText.of(name, type, recordClass, ttl, in.duplicate(), length));
            in.position(end);
        }
        return List.copyOf(records);
    }

    private static int unsignedShort(ByteBuffer in) {
        return in.getShort() & 0xFFFF;
    }
}
