package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NumberPatternTest {
    @Test
    void range_isWrittenInPieces() {
        assertThat(NumberPattern.of(0, 9)).isEqualTo("[0-9]");
        assertThat(NumberPattern.of(7, 7)).isEqualTo("7");
        assertThat(NumberPattern.of(5, 123)).isEqualTo("[5-9]|[1-9][0-9]|1[0-1][0-9]|12[0-3]");
        assertThat(NumberPattern.of(100, 86_400_000))
                .isEqualTo("[1-9][0-9]{2}|[1-9][0-9]{3}|[1-9][0-9]{4}|[1-9][0-9]{5}|[1-9][0-9]{6}|[1-7][0-9]{7}"
                        + "|8[0-5][0-9]{6}|86[0-3][0-9]{5}|86400000");
    }

    @Test
    void range_matchesExactlyItsNumbers() {
        long seed = Long.getLong("sonde.seed", 20_261_122L);
        System.out.println("NumberPatternTest seed " + seed + " (set with -Dsonde.seed=N)");
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int least = random.nextInt(1200);
            int most = least + random.nextInt(1200);
            Pattern pattern = Pattern.compile(NumberPattern.of(least, most));
            for (int number = 0; number < 2500; number++) {
                assertThat(pattern.matcher(String.valueOf(number)).matches())
                        .as("%d in %d to %d", number, least, most)
                        .isEqualTo(number >= least && number <= most);
            }
            assertThat(pattern.matcher("0" + most).matches()).isFalse();
        }
    }
}
