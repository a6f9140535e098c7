package dev.sonde.contract.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "db.example:5432, db.example, 5432",
        "localhost:1, localhost, 1",
        "_sip.example.:65535, _sip.example., 65535",
        "192.0.2.255:53, 192.0.2.255, 53",
        "[2001:db8::1]:53, 2001:db8::1, 53",
        "[::ffff:192.0.2.1]:53, ::ffff:192.0.2.1, 53",
        "[::]:53, ::, 53"
    })
    void parse_readsHostAndPort(String text, String host, int port) {
        assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', HOST:PORT",
        "db.example, HOST:PORT",
        "db.example:, 'a port, 1 to 65535'",
        "db.example:0, 'a port, 1 to 65535'",
        "db.example:65536, 'a port, 1 to 65535'",
        "db.example:+5, 'a port, 1 to 65535'",
        "db.example:http, 'a port, 1 to 65535'",
        ":80, HOST:PORT",
        "a b:80, HOST:PORT",
        "-a:80, HOST:PORT",
        "http://db.example:80, HOST:PORT",
        "192.0.2.256:53, HOST:PORT",
        "1.2.3:53, HOST:PORT",
        "2001:db8::1, [2001:db8::1]:PORT",
        "2001:db8::1:x, HOST:PORT",
        "[2001:db8::1, HOST:PORT",
        "[2001:db8::1]53, HOST:PORT",
        "[2001:db8::1]:, 'a port, 1 to 65535'",
        "[fe80::1%eth0]:53, HOST:PORT",
        "[1.2.3.4]:53, HOST:PORT",
        "[db.example]:53, HOST:PORT"
    })
    void parse_refusesWhatIsNone(String text, String expected) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(text + " (expected: " + expected);
    }

    @Test
    void parse_takesTheUsualPortWhenNoneIsWritten() {
        assertThat(Endpoint.parse("ns.example", 53)).isEqualTo(new Endpoint("ns.example", 53));
        assertThat(Endpoint.parse("[::1]", 53)).isEqualTo(new Endpoint("::1", 53));
        assertThat(Endpoint.parse("ns.example:54", 53)).isEqualTo(new Endpoint("ns.example", 54));
        assertThatThrownBy(() -> Endpoint.parse("::1", 53)).hasMessage("::1 (expected: [::1]:PORT)");
    }
}
