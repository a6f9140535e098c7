package dev.sonde.contract.check;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A host and a port, as in {@code db.example:5432} or {@code [2001:db8::1]:53}. Immutable.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
    private static final String FORM = "HOST:PORT, an IPv6 address in brackets";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?");
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*\\.[0-9]+");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    public Endpoint {
        if (!isHost(host)) {
            throw new IllegalArgumentException("host: " + host + " (expected: a host name or an address)");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /** Reads {@code host:port}; IllegalArgumentException with what was expected. */
    public static Endpoint parse(String text) {
        return parse(text, 0);
    }

    /**
     * Reads {@code host} or {@code host:port}.
     *
     * @param usualPort the port if none is written; 0 if one must be
     */
    public static Endpoint parse(String text, int usualPort) {
        String form = usualPort == 0 ? FORM : "HOST or " + FORM;
        boolean brackets = text.startsWith("[");
        int end = brackets ? text.indexOf(']') : text.indexOf(':');
        if (brackets && end < 0) {
            throw malformed(text, form);
        }
        if (!brackets && end >= 0 && text.indexOf(':', end + 1) >= 0) {
            throw malformed(text, isAddress(text) ? "[" + text + "]:PORT" : form);
        }
        String host = brackets ? text.substring(1, end) : end < 0 ? text : text.substring(0, end);
        String rest = brackets ? text.substring(end + 1) : end < 0 ? "" : text.substring(end);
        if (!isHost(host) || brackets != host.contains(":") || (rest.isEmpty() && usualPort == 0)) {
            throw malformed(text, form);
        }
        if (rest.isEmpty()) {
            return new Endpoint(host, usualPort);
        }
        String port = rest.substring(1);
        if (rest.charAt(0) != ':' || !PORT.matcher(port).matches() || Integer.parseInt(port) > 65_535) {
            throw malformed(text, rest.charAt(0) == ':' ? "a port, 1 to 65535" : form);
        }
        return new Endpoint(host, Integer.parseInt(port));
    }

    /** Whether a text is a host name, an IPv4 address, or an IPv6 address without brackets. */
    public static boolean isHost(String text) {
        return isAddress(text)
                || (NAME.matcher(text).matches() && !NUMERIC.matcher(text).matches());
    }

    /** Whether a text is a literal IPv4 or IPv6 address, without zone. */
    public static boolean isAddress(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        if (!IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            // A text with a colon is never looked up.
            return InetAddress.getByName(text) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static IllegalArgumentException malformed(String text, String expected) {
        return new IllegalArgumentException(text + " (expected: " + expected + ")");
    }

    /** As it is written: an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
