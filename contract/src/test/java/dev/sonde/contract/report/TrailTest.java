package dev.sonde.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.report.Trail.CertificateSummary;
import dev.sonde.contract.report.Trail.Hop;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.report.Trail.Unmet;
import dev.sonde.contract.result.Phase;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailTest {
    @Test
    void whatIsTooLongOrTooMuch_isCut() {
        String endless = "x".repeat(5_000);
        Hop hop = new Hop(endless, endless, endless, 200, 1, Map.of(), endless);
        Note note = new Note(endless, endless);
        CertificateSummary certificate = new CertificateSummary(
                endless,
                endless,
                Collections.nCopies(100, endless),
                Instant.EPOCH,
                Instant.EPOCH,
                endless,
                endless,
                endless);

        Trail trail = new Trail(
                "",
                Collections.nCopies(100, endless),
                Collections.nCopies(100, hop),
                Collections.nCopies(100, note),
                endless,
                certificate,
                new Unmet(endless, endless, endless),
                Collections.nCopies(100, note));

        assertThat(trail.resolved()).hasSize(16).allMatch(address -> address.length() == 64);
        assertThat(trail.hops()).hasSize(20);
        assertThat(hop.name()).hasSize(100);
        assertThat(hop.url()).hasSize(300);
        assertThat(trail.headers()).hasSize(16);
        assertThat(trail.notes()).hasSize(32);
        assertThat(trail.body()).hasSize(1_000);
        assertThat(certificate.names()).hasSize(16).allMatch(name -> name.length() == 255);
        assertThat(EvidenceCodec.encode(evidence(trail)).length).isBetween(30_000, 60_000);
    }

    @Test
    void controlCharacters_becomeSpacesAndHalvesOfCharactersQuestionMarks() {
        Trail trail = new Trail(
                "",
                List.of(),
                List.of(),
                List.of(new Note("server", "a\u001b[2Jb\r\nc")),
                "one\r\n\ttwo\u0000 \ud83d\ude00 \ud83d",
                null,
                null,
                List.of());

        assertThat(trail.headers().get(0).value()).isEqualTo("a [2Jb  c");
        assertThat(trail.body()).isEqualTo("one \n\ttwo  \ud83d\ude00 ?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "00000000000000000000000000000000",
                "0AF7651916CD43DD8448EB211C80319C",
                "0af7651916cd43dd8448eb211c80319c0",
                "0af7651916cd43dd8448eb211c80319g"
            })
    void traceId_isWhatTraceContextAllows(String id) {
        assertThat(Trail.isTraceId(id)).isFalse();
        assertThatThrownBy(() -> new Trail(id, List.of(), List.of(), List.of(), "", null, null, List.of()))
                .hasMessageStartingWith("trace id: of " + id.length() + " characters");
        assertThat(Trail.isTraceId("0af7651916cd43dd8448eb211c80319c")).isTrue();
    }

    @Test
    void codec_givesBackEvidenceOfAnySlotAndRefusesAnotherVersion() throws Exception {
        Evidence evidence = Batches.traced().intervals().get(0).evidence().get(0);

        byte[] bytes = EvidenceCodec.encode(evidence);

        assertThat(EvidenceCodec.decode(bytes)).isEqualTo(evidence);
        bytes[0] = 2;
        assertThatThrownBy(() -> EvidenceCodec.decode(bytes))
                .hasMessage("version of evidence before: 2 (expected: 1) at byte 1");
    }

    @Test
    void form_saysSecondsAndNullForWhatIsNotKnown() {
        Map<String, ?> known =
                EvidenceForm.of(Batches.traced().intervals().get(0).evidence().get(0));
        Map<String, ?> bare =
                EvidenceForm.of(Batches.example().intervals().get(0).evidence().get(0));

        assertThat(known.keySet())
                .containsExactly(
                        "kind",
                        "slot",
                        "startedAt",
                        "outcome",
                        "reason",
                        "detail",
                        "duration",
                        "phases",
                        "address",
                        "status",
                        "loopLag",
                        "traceId",
                        "resolved",
                        "hops",
                        "headers",
                        "body",
                        "certificate",
                        "failedExpectation",
                        "notes");
        assertThat(known.get("phases")).isEqualTo(Map.of("processing", 0.0008));
        assertThat(known.get("loopLag")).isEqualTo(0.00005);
        assertThat(known.get("failedExpectation"))
                .isEqualTo(Map.of("expectation", "status", "seen", "503", "expected", "2xx"));
        assertThat(bare.get("kind")).isEqualTo("failure");
        assertThat(bare.get("traceId")).isNull();
        assertThat(bare.get("certificate")).isNull();
        assertThat(bare.get("hops")).isEqualTo(List.of());
    }

    private static Evidence evidence(Trail trail) {
        return new Evidence(
                EvidenceKind.DEEP,
                1,
                Instant.EPOCH,
                dev.sonde.contract.result.Outcome.SUCCESS,
                "",
                null,
                0,
                1,
                Map.of(Phase.CONNECT, 1L),
                0,
                trail);
    }
}
