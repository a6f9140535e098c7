package dev.sonde.agent.probe.dns;

import dev.sonde.contract.check.DnsWords;
import io.netty.util.NetUtil;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A record as expressions see it: name, time to live, class, type and data as in a zone file, the first four each
 * followed by a tab. Data of types unknown here are in the form of RFC 3597. Pure.
 */
final class DnsRecordText {
    private static final int MOST_JUMPS = 64;

    private DnsRecordText() {}

    static String of(String name, int type, int recordClass, long ttl, ByteBuffer in, int length) {
        String data;
        ByteBuffer bounded = in.duplicate();
        bounded.limit(in.position() + length);
        try {
            data = data(type, bounded, length);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            bounded.position(in.position());
            data = unknown(bounded);
        }
        String typeWord = DnsWords.typeWord(type);
        return name + "\t" + ttl + "\t" + DnsWords.classWord(recordClass) + "\t" + typeWord + "\t" + data;
    }

    private static String data(int type, ByteBuffer in, int length) {
        return switch (DnsWords.typeWord(type)) {
            case "A" -> length == 4 ? numbers(in, 4, ".") : unknown(in);
            case "AAAA" -> length == 16 ? ipv6(in) : unknown(in);
            case "NS", "CNAME", "PTR", "DNAME", "MB", "MG", "MR", "MD", "MF" -> name(in);
            case "MX", "AFSDB", "RT", "KX" -> unsigned(in) + " " + name(in);
            case "TXT", "SPF", "HINFO", "AVC" -> strings(in);
            case "SOA" -> soa(in);
            case "SRV" -> unsigned(in) + " " + unsigned(in) + " " + unsigned(in) + " " + name(in);
            case "RP", "MINFO" -> name(in) + " " + name(in);
            case "CAA" -> octet(in) + " " + string(in) + " " + quoted(rest(in));
            case "URI" -> unsigned(in) + " " + unsigned(in) + " " + quoted(rest(in));
            case "DS", "CDS", "DLV", "TA" ->
                unsigned(in) + " " + octet(in) + " " + octet(in) + " " + hex(in).toUpperCase(Locale.ROOT);
            case "DNSKEY", "CDNSKEY", "KEY" -> unsigned(in) + " " + octet(in) + " " + octet(in) + " " + base64(in);
            case "SSHFP" -> octet(in) + " " + octet(in) + " " + hex(in).toUpperCase(Locale.ROOT);
            case "TLSA", "SMIMEA" -> octet(in) + " " + octet(in) + " " + octet(in) + " " + hex(in);
            case "NAPTR" ->
                unsigned(in) + " " + unsigned(in) + " " + quoted(characters(in)) + " " + quoted(characters(in)) + " "
                        + quoted(characters(in)) + " " + name(in);
            default -> unknown(in);
        };
    }

    /** A name with a dot at its end; compression is followed, and the position is behind the name. */
    static String name(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        ByteBuffer at = in;
        for (int jumps = 0; jumps < MOST_JUMPS; ) {
            int length = octet(at);
            if (length == 0) {
                return name.isEmpty() ? "." : name.toString();
            }
            if (length >= 0xC0) {
                int target = (length & 0x3F) << 8 | octet(at);
                at = at.duplicate().clear().position(target);
                jumps++;
                continue;
            }
            if (length > 63 || name.length() > 1024) {
                throw new IllegalArgumentException("a name of another form");
            }
            byte[] label = new byte[length];
            at.get(label);
            for (byte each : label) {
                appendEscaped(name, each & 0xFF);
            }
            name.append('.');
        }
        throw new IllegalArgumentException("a name without end");
    }

    private static void appendEscaped(StringBuilder name, int c) {
        if (c == '.' || c == '\\' || c == '"' || c == '(' || c == ')' || c == ';' || c == ' ' || c == '@'
                || c == '\'') {
            name.append('\\').append((char) c);
        } else if (c < 0x21 || c > 0x7E) {
            name.append(String.format(Locale.ROOT, "\\%03d", c));
        } else {
            name.append((char) c);
        }
    }

    /** The serial number of an SOA record's data. */
    static long serial(ByteBuffer in) {
        name(in);
        name(in);
        return Integer.toUnsignedLong(in.getInt());
    }

    private static String soa(ByteBuffer in) {
        StringJoiner text = new StringJoiner(" ");
        text.add(name(in)).add(name(in));
        for (int i = 0; i < 5; i++) {
            text.add(Long.toString(Integer.toUnsignedLong(in.getInt())));
        }
        return text.toString();
    }

    private static String numbers(ByteBuffer in, int count, String between) {
        StringJoiner text = new StringJoiner(between);
        for (int i = 0; i < count; i++) {
            text.add(Integer.toString(octet(in)));
        }
        return text.toString();
    }

    /** The shortest form (RFC 5952). */
    private static String ipv6(ByteBuffer in) {
        return NetUtil.bytesToIpAddress(rest(in));
    }

    private static String strings(ByteBuffer in) {
        StringJoiner text = new StringJoiner(" ");
        while (in.hasRemaining()) {
            text.add(quoted(characters(in)));
        }
        return text.toString();
    }

    private static byte[] characters(ByteBuffer in) {
        byte[] bytes = new byte[octet(in)];
        in.get(bytes);
        return bytes;
    }

    private static String string(ByteBuffer in) {
        return new String(characters(in), StandardCharsets.ISO_8859_1);
    }

    private static String quoted(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (byte each : bytes) {
            int c = each & 0xFF;
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c < 0x20 || c > 0x7E) {
                text.append(String.format(Locale.ROOT, "\\%03d", c));
            } else {
                text.append((char) c);
            }
        }
        return text.append('"').toString();
    }

    private static String hex(ByteBuffer in) {
        return HexFormat.of().formatHex(rest(in));
    }

    private static String base64(ByteBuffer in) {
        return Base64.getEncoder().encodeToString(rest(in));
    }

    private static String unknown(ByteBuffer in) {
        byte[] data = rest(in);
        return "\\# " + data.length
                + (data.length == 0 ? "" : " " + HexFormat.of().formatHex(data));
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static int octet(ByteBuffer in) {
        return in.get() & 0xFF;
    }

    private static int unsigned(ByteBuffer in) {
        return in.getShort() & 0xFFFF;
    }
}
