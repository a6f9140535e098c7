package dev.sonde.collector.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UlidsTest {
    private static final Instant NOW = Instant.parse("2016-07-30T23:54:10.259Z");

    @Test
    void time_isInTheFirstTenDigits() {
        // the ULID specification's example: 01ARZ3NDEK is 1469922850259 ms
        assertThat(new Ulids(new Random(1)).apply(Instant.ofEpochMilli(1469922850259L)))
                .startsWith("01ARZ3NDEK")
                .hasSize(26)
                .matches("[0-9A-HJKMNP-TV-Z]{26}");
    }

    @Test
    void identifiers_ascendWithinAMillisecondAndWhenTheClockStepsBack() {
        Ulids ulids = new Ulids(new Random(7));
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            drawn.add(ulids.apply(NOW.minusMillis(i % 3).plusMillis(i / 1000)));
        }

        assertThat(drawn).isSorted();
        assertThat(new HashSet<>(drawn)).hasSize(5000);
    }

    @Test
    void randomPartThatIsFull_carriesIntoTheTime() {
        Ulids ulids = new Ulids(() -> -1L);
        String full = ulids.apply(NOW);

        assertThat(full).endsWith("ZZZZZZZZZZZZZZZZ");
        assertThat(ulids.apply(NOW)).isGreaterThan(full).endsWith("0000000000000000");
    }
}
