package dev.sonde.agent.probe.tls;

import dev.sonde.agent.expect.Excerpt;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.TlsTarget.StartTls;
import dev.sonde.contract.result.FailureReason;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is said in clear text until a peer agrees to TLS, line by line. A line of another form fails at once: nothing else can
 * follow it. Belongs to one run.
 */
final class Overture {
    /** Most bytes that a peer may say in it. */
    static final int MAX_BYTES = 64 * 1024;

    private static final String NAME = "sonde.invalid";

    /**
     * An answer that is awaited, and what is said after it.
     *
     * @param more a line that others follow
     * @param last the line that ends it
     * @param then sent next; empty begins TLS
     */
    private record Act(String what, Pattern more, Pattern last, String then) {
        static Act of(String what, String more, String last, String then) {
            return new Act(what, Pattern.compile(more), Pattern.compile(last), then);
        }
    }

    private static final String NOTHING = "(?!)";
    private static final List<Act> SMTP = List.of(
            Act.of("greeting", "220-.*", "220( .*)?", "EHLO " + NAME + "\r\n"),
            Act.of("answer to EHLO", "250-.*", "250( .*)?", "STARTTLS\r\n"),
            Act.of("answer to STARTTLS", "220-.*", "220( .*)?", ""));
    private static final List<Act> IMAP = List.of(
            Act.of("greeting", NOTHING, "\\* OK.*", "s1 STARTTLS\r\n"),
            Act.of("answer to STARTTLS", "\\* .*", "s1 OK.*", ""));
    private static final List<Act> POP3 = List.of(
            Act.of("greeting", NOTHING, "\\+OK.*", "STLS\r\n"), Act.of("answer to STLS", NOTHING, "\\+OK.*", ""));
    private static final List<Act> FTP = List.of(
            Act.of("greeting", "220-.*|(?!\\d{3}[ -]).*", "220( .*)?", "AUTH TLS\r\n"),
            Act.of("answer to AUTH TLS", "234-.*", "234( .*)?", ""));

    private final StartTls protocol;
    private final List<Act> acts;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int act;
    private int received;

    /** Told what to do; exactly one of the last two ends it. */
    interface Partner {
        void say(byte[] bytes);

        /** The peer agreed. */
        void agreed();

        void failed(Verdict verdict);
    }

    Overture(StartTls protocol) {
        this.protocol = protocol;
        this.acts = switch (protocol) {
            case SMTP -> SMTP;
            case IMAP -> IMAP;
            case POP3 -> POP3;
            case FTP -> FTP;
        };
    }

    /** The peer said something. */
    void heard(ByteBuf bytes, Partner partner) {
        received += bytes.readableBytes();
        while (bytes.isReadable()) {
            byte octet = bytes.readByte();
            if (octet != '\n') {
                line.write(octet);
                continue;
            }
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            if (!heard(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, bytes, partner)) {
                return;
            }
        }
        if (received > MAX_BYTES) {
            partner.failed(Verdict.failure(
                    FailureReason.TOO_LARGE,
                    expected() + ": over " + MAX_BYTES + " bytes, the last '" + shown() + "'"));
        }
    }

    private boolean heard(String said, ByteBuf rest, Partner partner) {
        Act present = acts.get(act);
        if (present.more().matcher(said).matches()) {
            return true;
        }
        if (!present.last().matcher(said).matches()) {
            partner.failed(Verdict.failure(
                    FailureReason.PROTOCOL,
                    expected() + ": '" + Excerpt.of(said) + "' (expected: as of a server with STARTTLS)"));
            return false;
        }
        act++;
        if (!present.then().isEmpty()) {
            partner.say(present.then().getBytes(StandardCharsets.UTF_8));
            return true;
        }
        if (rest.isReadable()) {
            partner.failed(Verdict.failure(
                    FailureReason.PROTOCOL,
                    protocol.label() + ": " + rest.readableBytes()
                            + " bytes in clear text behind the agreement to TLS (expected: none)"));
        } else {
            partner.agreed();
        }
        return false;
    }

    /** What has not come, such as {@code smtp greeting}. */
    String expected() {
        return protocol.label() + " " + acts.get(Math.min(act, acts.size() - 1)).what();
    }

    /** The peer closed in order: how the run ends if it was in the middle of a line. */
    @Nullable
    Verdict closed() {
        return line.size() == 0
                ? null
                : Verdict.failure(
                        FailureReason.PROTOCOL,
                        expected() + ": '" + shown()
                                + "', then the peer closed the connection (expected: a whole line)");
    }

    private String shown() {
        return Excerpt.of(line.toString(StandardCharsets.UTF_8));
    }
}
