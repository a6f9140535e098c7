package dev.sonde.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenSequencesTest {
    @Test
    void anUnbrokenRowIsOneRange() {
        SeenSequences seen = new SeenSequences();

        for (long sequence = 1; sequence <= 1_000; sequence++) {
            assertThat(seen.add(sequence)).isEqualTo(1);
        }

        assertThat(seen.lastOf(1)).isEqualTo(1_000);
        assertThat(seen.contains(1_000)).isTrue();
        assertThat(seen.contains(1_001)).isFalse();
    }

    @Test
    void aSequenceThatFillsAGapJoinsBothRanges() {
        SeenSequences seen = new SeenSequences();
        seen.add(4);
        seen.add(6);

        assertThat(seen.contains(5)).isFalse();
        assertThat(seen.add(5)).isEqualTo(4);
        assertThat(seen.lastOf(4)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rangesEqualASetWhateverTheOrder_alsoAfterTheyWereStored(long seed) {
        Random random = new Random(seed);
        SeenSequences seen = new SeenSequences();
        Set<Long> model = new HashSet<>();
        TreeMap<Long, Long> rows = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            long sequence = 1 + random.nextInt(300);
            if (model.add(sequence)) {
                long first = seen.add(sequence);
                rows.remove(sequence + 1);
                rows.put(first, seen.lastOf(first));
            }
        }
        SeenSequences restored = new SeenSequences();
        rows.forEach(restored::restore);

        for (long sequence = 1; sequence <= 301; sequence++) {
            assertThat(seen.contains(sequence)).as("seed " + seed).isEqualTo(model.contains(sequence));
            assertThat(restored.contains(sequence)).as("seed " + seed).isEqualTo(model.contains(sequence));
        }
    }
}
