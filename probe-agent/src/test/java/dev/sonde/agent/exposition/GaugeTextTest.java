package dev.sonde.agent.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaugeTextTest {
    /** As {@code strconv.FormatFloat(v, 'g', -1, 64)} writes them. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0,              0
            1,              1
            -1,             -1
            0.5,            0.5
            14.5,           14.5
            100000,         100000
            123456,         123456
            1000000,        1e+06
            3668918509,     3.668918509e+09
            1803115126,     1.803115126e+09
            -62135596800,   -6.21355968e+10
            0.001053392,    0.001053392
            0.0001,         0.0001
            0.00009,        9e-05
            0.000010986,    1.0986e-05
            1e100,          1e+100
            NaN,            NaN
            Infinity,       +Inf
            -Infinity,      -Inf
            """)
    void number_isWrittenAsGoWritesIt(double value, String expected) {
        assertThat(GaugeText.number(value)).isEqualTo(expected);
    }

    @Test
    void of_writesLabelsInOrderAndEscapes() {
        GaugeSnapshot gauge = GaugeSnapshot.builder()
                .name("probe_x")
                .help("back\\slash")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("b", "say \"hi\"\n", "a", "1"))
                        .value(1)
                        .build())
                .build();

        assertThat(GaugeText.of(MetricSnapshots.of(gauge))).isEqualTo("""
                # HELP probe_x back\\\\slash
                # TYPE probe_x gauge
                probe_x{a="1",b="say \\"hi\\"\\n"} 1
                """);
    }
}
