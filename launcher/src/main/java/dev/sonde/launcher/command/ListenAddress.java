package dev.sonde.launcher.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a server listens: {@code 127.0.0.1:9740}, {@code [::1]:9740}, {@code localhost:0}.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535; 0 takes a free one
 */
record ListenAddress(String host, int port) {
    private static final Logger LOG = LoggerFactory.getLogger(ListenAddress.class);
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:\\[\\]\\s]+)):([0-9]{1,5})");

    static ListenAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > 65_535) {
            throw new IllegalArgumentException(text + " (expected: HOST:PORT, such as 127.0.0.1:9740 or [::1]:9740)");
        }
        String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
        return new ListenAddress(host, Integer.parseInt(parts.group(3)));
    }

    /** Whether only this machine can reach it. Looks the name up; an unknown one is reported where it is bound. */
    boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Says so in the log if other machines can reach it: that should be meant. */
    void warnIfReachable() {
        if (!isLoopback()) {
            LOG.warn("listening on {}: other machines can reach it", this);
        }
    }

    /** Another port of the same host. */
    ListenAddress withPort(int other) {
        return new ListenAddress(host, other);
    }

    /** As one types it. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** For options. */
    static final class Converter implements ITypeConverter<ListenAddress> {
        @Override
        public ListenAddress convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
