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
    void apply_knowsHowUrlsFormsAndJsonSpellValues() {
        Masks odd = new Masks(List.of("a+b/c=\"d\" ü")).with("x/y+z==");

        assertThat(odd.apply("GET /r/a%2Bb%2Fc%3D%22d%22%20%C3%BC?q=a+b/c=%22d%22%20%C3%BC"))
                .isEqualTo("GET /r/***?q=***");
        assertThat(odd.apply("{\"t\":\"a+b/c=\\\"d\\\" ü\"}")).isEqualTo("{\"t\":\"***\"}");
        assertThat(odd.apply("/reset/x%2Fy%2Bz%3D%3D and x/y+z==")).isEqualTo("/reset/*** and ***");
        assertThat(odd.apply("/reset/x%2Fy%2…")).isEqualTo("/reset/***…");
    }

    @Test
    void apply_findsTheLongestBeginningThatIsCutOff() {
        Masks repeating = new Masks(List.of("abcabcabd"));

        assertThat(repeating.apply("abcabcabcab… abcabcab…")).isEqualTo("abc***… ***…");
        assertThat(repeating.apply("ababcabd…")).isEqualTo("ababcabd…");
    }

    @Test
    void apply_takesTimeInProportionToTheText() {
        String value = "k3y-".repeat(2_000);
        Masks one = new Masks(List.of(value));
        String hostile = ("…" + value.substring(0, 3_000)).repeat(300) + "…".repeat(100_000);

        long startedNanos = System.nanoTime();
        assertThat(one.apply(hostile)).doesNotContain("k3y");
        assertThat((System.nanoTime() - startedNanos) / 1_000_000).isLessThan(5_000);
    }

    @Test
    void masks_arePrintedWithoutTheirValues() {
        assertThat(masks.toString()).doesNotContain("s3cret");
    }
}
