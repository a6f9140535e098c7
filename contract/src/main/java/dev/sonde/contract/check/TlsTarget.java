package dev.sonde.contract.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port that speaks TLS, and what its handshake and its certificate must be. Immutable.
 *
 * @param address where it listens
 * @param starttls the protocol in which TLS is asked for; null begins it right after the connection
 * @param alpn protocols offered, best first; one of them must be agreed on. Empty offers none
 * @param tls how the peer is verified
 * @param network from where and to which addresses
 * @param expect what is expected of certificate, connection and time
 */
public record TlsTarget(
        Endpoint address, @Nullable StartTls starttls, List<String> alpn, Tls tls, Network network, Expectation expect)
        implements Target {
    /** Most bytes of one protocol's name, by RFC 7301. */
    public static final int MAX_ALPN_CHARACTERS = 255;

    /** Protocols that begin in clear text and go over to TLS. */
    public enum StartTls {
        SMTP("smtp"),
        IMAP("imap"),
        POP3("pop3"),
        FTP("ftp");

        private final String label;

        StartTls(String label) {
            this.label = label;
        }

        /** The word in YAML and JSON. */
        public String label() {
            return label;
        }
    }

    public TlsTarget {
        alpn = List.copyOf(alpn);
        for (String name : alpn) {
            if (name.isEmpty()
                    || name.length() > MAX_ALPN_CHARACTERS
                    || !name.chars().allMatch(c -> c > 32 && c < 127)) {
                throw new IllegalArgumentException("alpn: " + name + " (expected: 1 to 255 printable characters)");
            }
        }
    }

    /** TLS from the start, every default. */
    public static TlsTarget of(Endpoint address) {
        return new TlsTarget(address, null, List.of(), Tls.DEFAULT, Network.DEFAULT, Expectation.NONE);
    }

    @Override
    public String protocol() {
        return "tls";
    }

    @Override
    public String shown() {
        return "tls " + address + (starttls == null ? "" : " by STARTTLS of " + starttls.label());
    }
}
