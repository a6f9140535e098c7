package dev.sonde.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9740, 127.0.0.1, 9740, true",
        "localhost:0,    localhost, 0,    true",
        "[::1]:9741,     ::1,       9741, true",
        "0.0.0.0:65535,  0.0.0.0,   65535, false",
        "[::]:9740,      ::,        9740, false",
    })
    void parse_takesHostAndPort(String text, String host, int port, boolean loopback) {
        ListenAddress address = ListenAddress.parse(text);

        assertThat(address).isEqualTo(new ListenAddress(host, port));
        assertThat(address.isLoopback()).isEqualTo(loopback);
        assertThat(address).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9740", ":9740", "host", "host:", "host:65536", "host:-1", "::1:9740", "a b:1", "[::1]"})
    void parse_refusesTheRest(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text + " (expected: HOST:PORT, such as 127.0.0.1:9740 or [::1]:9740)");
    }
}
