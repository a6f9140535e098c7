package dev.sonde.agent.probe.connect;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the head of a proxy's answer to CONNECT, and not a byte more. Belongs to one event loop. */
final class TunnelAnswer {
    /** Longest head; a longer one is refused. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_SHOWN = 100;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[0-9] ([0-9]{3})( .*)?");

    private final Tunnel asked;
    private final StringBuilder head = new StringBuilder();

    TunnelAnswer(Tunnel asked) {
        this.asked = asked;
    }

    /**
     * Takes what came; what belongs to the tunnel is left unread.
     *
     * @return whether the tunnel stands; if not, more has to come
     * @throws TunnelException if there will be none
     */
    boolean stands(ByteBuf came) throws TunnelException {
        while (came.isReadable()) {
            head.append((char) (came.readByte() & 0xFF));
            int length = head.length();
            if (head.charAt(length - 1) == '\n' && isEnd(length)) {
                judge();
                return true;
            }
            if (length > MAX_BYTES) {
                throw new TunnelException(
                        "CONNECT " + asked.authority() + ": answer longer than " + MAX_BYTES + " bytes");
            }
        }
        return false;
    }

    private boolean isEnd(int length) {
        return (length >= 2 && head.charAt(length - 2) == '\n')
                || (length >= 3 && head.charAt(length - 2) == '\r' && head.charAt(length - 3) == '\n');
    }

    private void judge() throws TunnelException {
        String first = head.substring(0, head.indexOf("\n")).stripTrailing();
        Matcher status = STATUS.matcher(first);
        if (!status.matches()) {
            throw new TunnelException("CONNECT " + asked.authority() + ": the proxy did not answer in HTTP, but with '"
                    + printable(first) + "'");
        }
        if (!status.group(1).startsWith("2")) {
            String reason = status.group(2) == null ? "" : printable(status.group(2));
            throw new TunnelException("CONNECT " + asked.authority() + ": answered with " + status.group(1) + reason
                    + " (expected: 2xx)");
        }
    }

    private static String printable(String text) {
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) : text;
        return new String(shown.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "?");
    }
}
