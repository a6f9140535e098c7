package dev.sonde.agent.blackbox.prober;

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
 * @param answer records as text, see {@link DnsRecordText}
 * @param serial of the last SOA record in the answer; -1 if there is none
 */
record DnsMessage(
        int id, int rcode, List<String> answer, List<String> authority, List<String> additional, long serial) {
    private static final int SOA = 6;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;

    /** What could not be read as a response. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** The bytes of a query; IllegalArgumentException with a message for people if the name is none. */
    static byte[] query(int id, String name, int type, int queryClass, boolean recursion) {
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
        if (out.size() > 12 + 255 + 4) {
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

    static DnsMessage parse(byte[] bytes) throws MalformedException {
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
            for (int i = 0; i < questions; i++) {
                DnsRecordText.name(in);
                in.position(in.position() + 4);
            }
            long[] serial = {-1};
            List<String> answer = records(in, answers, serial);
            long[] others = {-1};
            return new DnsMessage(
                    id,
                    flags & 0xF,
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
