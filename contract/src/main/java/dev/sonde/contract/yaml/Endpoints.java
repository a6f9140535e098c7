package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Endpoint;
import java.util.function.Function;

/** Hosts with a port. */
final class Endpoints {
    /** As far as a pattern can tell: a host or something in brackets. */
    private static final String HOST = "([A-Za-z0-9_][A-Za-z0-9_.-]*|\\[[0-9A-Fa-f:.]*\\])";

    private static final String PORT = ":(" + NumberPattern.of(1, 65_535) + ")";

    private Endpoints() {}

    /** {@code host:port}. */
    static Scalar<Endpoint> withPort() {
        return scalar("HOST:PORT, an IPv6 address in brackets, the port 1 to 65535", HOST + PORT, Endpoint::parse);
    }

    /** {@code host} or {@code host:port}. */
    static Scalar<Endpoint> withUsualPort(int usual) {
        return scalar(
                "HOST or HOST:PORT, an IPv6 address in brackets, the port 1 to 65535, without it " + usual,
                HOST + "(" + PORT + ")?",
                text -> Endpoint.parse(text, usual));
    }

    /** The same as text, for whoever knows the usual port only later. */
    static Scalar<String> text(String expected) {
        return Scalar.of("address", expected, Form.matching(HOST + "(" + PORT + ")?"), text -> {
            try {
                Endpoint ignored = Endpoint.parse(text, 1);
            } catch (IllegalArgumentException e) {
                throw new BadValueException();
            }
            return text;
        });
    }

    private static Scalar<Endpoint> scalar(String expected, String pattern, Function<String, Endpoint> parse) {
        return Scalar.of("address", expected, Form.matching(pattern), text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new BadValueException();
            }
        });
    }
}
