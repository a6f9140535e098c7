package dev.sonde.contract.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void names_areUniqueAndInBaseUnits() {
        assertThat(Arrays.stream(Series.values()).map(Series::fullName))
                .doesNotHaveDuplicates()
                .allSatisfy(
                        name -> assertThat(name).matches("sonde_[a-z_]+[a-z]").doesNotContain("milli", "percent"));
    }

    @Test
    void counters_endInTotalAndNothingElseDoes() {
        assertThat(Series.values())
                .allSatisfy(series -> assertThat(series.fullName().endsWith("_total"))
                        .as(series.fullName())
                        .isEqualTo(series.kind() == Series.Kind.COUNTER));
        assertThat(Series.PROBE_RUNS.baseName()).isEqualTo("sonde_probe_runs");
        assertThat(Series.PROBE_UP.baseName()).isEqualTo("sonde_probe_up");
    }

    @Test
    void responseTimeBounds_areElevenAscending() {
        assertThat(BucketBounds.RESPONSE_TIME).hasSize(11).isSorted().doesNotHaveDuplicates();
        assertThat(BucketBounds.DELAY).isSorted().doesNotHaveDuplicates();
    }
}
