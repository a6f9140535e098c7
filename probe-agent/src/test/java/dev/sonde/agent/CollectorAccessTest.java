package dev.sonde.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorAccessTest {
    @TempDir
    Path directory;

    @Test
    void tokenIn_isReadAnewWithoutTheSpaceAroundIt() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), " sonde_one \r\n");
        var token = CollectorAccess.tokenIn(file);
        assertThat(token.call()).isEqualTo("sonde_one");

        Files.writeString(file, "sonde_two");
        assertThat(token.call()).isEqualTo("sonde_two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\nsecond", "s3cret second", "s3cret\u0000", "s3cr\u00e9t"})
    void tokenIn_neverTellsWhatIsNoToken(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), text);

        assertThatThrownBy(() -> CollectorAccess.tokenIn(file).call())
                .hasMessage("token file " + file
                        + " holds more than a token (expected: one word of printable ASCII characters)");
    }
}
