package dev.sonde.agent.probe.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The faults of a server that somebody else wrote. */
class WireMockFaultsTest {
    private static final String BODY = "0123456789";

    private final WireMockServer server =
            new WireMockServer(wireMockConfig().bindAddress("127.0.0.1").dynamicPort());
    private TestLoop loop;

    @BeforeEach
    void open() {
        server.start();
        loop = new TestLoop(Engines.detect());
    }

    @AfterEach
    void close() {
        loop.close();
        server.stop();
    }

    @Test
    void reset() {
        Sample sample = run(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        assertFailed(sample, FailureReason.CONNECTION_RESET, "the peer reset the connection before the response head");
        assertThat(sample.status()).isZero();
    }

    @Test
    void empty() {
        assertFailed(
                run(aResponse().withFault(Fault.EMPTY_RESPONSE)),
                FailureReason.CONNECTION_RESET,
                "the peer closed the connection before the response head");
    }

    @Test
    void garbage() {
        Sample sample = run(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
        assertThat(sample.detail()).startsWith("the peer did not answer in HTTP: it began with '");
    }

    /** Asked to close, WireMock sends neither length nor chunks: whatever comes until the end is the body. */
    @Test
    void garbageInPlaceOfABody_isForTheExpectationsToSee() {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)));

        Sample sample = loop.run(Targets.with(
                Targets.get(url()),
                HttpExpectation.DEFAULT.withBody(
                        new BodyExpectation(List.of(new TextMatch.Contains("all is well")), List.of(), null))));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
        assertThat(sample.status()).isEqualTo(200);
    }

    @Test
    void dribble_isTransfer() {
        Sample sample = run(aResponse().withBody(BODY).withChunkedDribbleDelay(5, 500));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(sample.phases().nanos(Phase.TRANSFER)).isBetween(300_000_000L, 1_500_000_000L);
        assertThat(sample.phases().nanos(Phase.PROCESSING)).isLessThan(300_000_000L);
    }

    @Test
    void dribble_thatTakesTooLongEndsAtTheTimeout() {
        server.stubFor(any(anyUrl()).willReturn(aResponse().withBody(BODY).withChunkedDribbleDelay(10, 3_000)));

        Sample sample = loop.run(Targets.get(url()), Duration.ofMillis(900));

        assertFailed(sample, FailureReason.TIMEOUT, "the response was not complete within 900ms");
        assertThat(sample.durationNanos()).isBetween(900_000_000L, 2_000_000_000L);
    }

    @Test
    void delay_isProcessing() {
        run(aResponse()); // the server wakes up
        Sample sample = run(aResponse().withFixedDelay(300));

        assertThat(sample.phases().nanos(Phase.PROCESSING)).isBetween(295_000_000L, 800_000_000L);
        assertThat(sample.phases().nanos(Phase.TRANSFER)).isLessThan(200_000_000L);
    }

    private Sample run(ResponseDefinitionBuilder answer) {
        server.stubFor(any(anyUrl()).willReturn(answer));
        return loop.run(Targets.get(url()));
    }

    private String url() {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    private static void assertFailed(Sample sample, FailureReason reason, String detail) {
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(reason));
        assertThat(sample.detail()).isEqualTo(detail);
    }
}
