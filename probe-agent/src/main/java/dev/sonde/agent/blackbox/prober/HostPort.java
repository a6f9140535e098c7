package dev.sonde.agent.blackbox.prober;

/**
 * A target's host and port.
 *
 * @param host a name or an address, without brackets
 */
record HostPort(String host, int port) {
    /** Reads {@code host:port} or {@code [address]:port}; IllegalArgumentException with a message for people. */
    static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || (!bracketed && host.indexOf(':') >= 0)) {
            throw new IllegalArgumentException(text + " (expected: host:port, an IPv6 address in brackets)");
        }
        return new HostPort(
                bracketed ? host.substring(1, host.length() - 1) : host, port(text, text.substring(colon + 1)));
    }

    /** The same, but the port may be left out. */
    static HostPort parse(String text, int defaultPort) {
        boolean bare = text.indexOf(':') < 0
                || (text.startsWith("[") && text.endsWith("]"))
                || (!text.startsWith("[") && text.indexOf(':') != text.lastIndexOf(':'));
        if (!bare) {
            return parse(text);
        }
        boolean bracketed = text.startsWith("[");
        return new HostPort(bracketed ? text.substring(1, text.length() - 1) : text, defaultPort);
    }

    private static int port(String whole, String text) {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        }
        throw new IllegalArgumentException(whole + " (expected: a port of 1 to 65535)");
    }
}
