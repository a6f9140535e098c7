package dev.sonde.agent.probe.connect;

import java.nio.charset.StandardCharsets;

/**
 * What is asked of an HTTP proxy: a tunnel to an authority (RFC 9110, 9.3.6). Printing shows no header. Immutable.
 *
 * @param authority host and port behind the proxy
 * @param headers further ones, each line with its end
 */
public record Tunnel(String authority, String headers) {
    byte[] request() {
        return ("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "tunnel to " + authority;
    }
}
