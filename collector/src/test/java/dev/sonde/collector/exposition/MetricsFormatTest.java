package dev.sonde.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsFormatTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TEXT        | */*
            TEXT        | text/html,application/xhtml+xml,*/*;q=0.8
            TEXT        | text/plain;version=0.0.4
            TEXT        | application/json
            OPENMETRICS | application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1
            PROTOBUF    | application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1
            PROTOBUF    | application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited;q=0.6,text/plain;q=0.4
            OPENMETRICS | application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text,application/openmetrics-text;q=0.3
            TEXT        | application/openmetrics-text;q=0.2, text/plain;q=0.9
            TEXT        | application/openmetrics-text;q=often
            """)
    void preferred_isTheHeaviestThatWeCanWrite(MetricsFormat expected, String accept) {
        assertThat(MetricsFormat.preferred(accept)).isEqualTo(expected);
    }

    @Test
    void preferred_isTextWithoutAcceptHeader() {
        assertThat(MetricsFormat.preferred(null)).isEqualTo(MetricsFormat.TEXT);
    }
}
