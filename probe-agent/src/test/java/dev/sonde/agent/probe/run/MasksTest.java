package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {
    private final Masks masks =
            new Masks(List.of("s3cret-token", "s3cret", "ab", "-----BEGIN KEY-----\nMIIB\r\n  xyz\n"));

    @ParameterizedTest
    @CsvSource({
        "'body: token s3cret-token, s3cret.', 'body: token ***, ***.'",
        "'an abacus', 'an abacus'",
        "'has -----BEGIN KEY----- MIIB xyz in it', 'has *** in it'",
    })
    void apply_replacesWholeValues(String text, String masked) {
        assertThat(masks.apply(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "'Bearer s3cret-tok… (expected: …)', 'Bearer ***… (expected: …)'",
        "'Bearer s3cret… and s3cre…', 'Bearer ***… and ***…'",
        "'-----BEGIN KEY----- MI…', '***…'",
        "'s3c…', '***…'",
        "'is…', 'is…'",
        "'…', '…'",
    })
    void apply_replacesValuesThatAreCutOff(String text, String masked) {
        assertThat(masks.apply(text)).isEqualTo(masked);
    }

    @Test
    void masks_arePrintedWithoutTheirValues() {
        assertThat(masks.toString()).doesNotContain("s3cret");
    }
}
