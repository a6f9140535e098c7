package dev.sonde.contract.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Words and codes that others rely on: they never change. */
class WireWordsTest {
    @Test
    void failureReasons_areThePromisedWordsInOrderOfCode() {
        assertThat(FailureReason.values())
                .extracting(FailureReason::label)
                .containsExactly(
                        "dns",
                        "unreachable",
                        "connect_refused",
                        "connect_timeout",
                        "connection_reset",
                        "proxy",
                        "tls_handshake",
                        "tls_certificate",
                        "timeout",
                        "protocol",
                        "redirect",
                        "too_large",
                        "too_slow",
                        "http_status",
                        "assertion",
                        "blocked");
        for (FailureReason reason : FailureReason.values()) {
            assertThat(reason.code()).isEqualTo(reason.ordinal()).isLessThan(32);
            assertThat(FailureReason.ofCode(reason.code())).isSameAs(reason);
        }
        assertThatThrownBy(() -> FailureReason.ofCode(16)).hasMessage("failure reason code: 16 (expected: 0 to 15)");
        assertThatThrownBy(() -> FailureReason.ofCode(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unknownReasons_areThePromisedWordsInOrderOfCode() {
        assertThat(UnknownReason.values())
                .extracting(UnknownReason::label)
                .containsExactly(
                        "agent_stalled",
                        "agent_overloaded",
                        "in_flight_limit",
                        "agent_misconfigured",
                        "agent_stopped",
                        "agent_error",
                        "agent_silent");
        for (UnknownReason reason : UnknownReason.values()) {
            assertThat(reason.code()).isEqualTo(reason.ordinal()).isLessThan(32);
            assertThat(UnknownReason.ofCode(reason.code())).isSameAs(reason);
        }
        assertThatThrownBy(() -> UnknownReason.ofCode(7)).hasMessage("unknown reason code: 7 (expected: 0 to 6)");
    }

    @Test
    void phases_areThePromisedWordsInOrderOfTimeAndCode() {
        assertThat(Phase.values())
                .extracting(Phase::label)
                .containsExactly("resolve", "connect", "proxy", "tls", "settings", "processing", "transfer");
        for (Phase phase : Phase.values()) {
            assertThat(phase.code()).isEqualTo(phase.ordinal());
            assertThat(Phase.ofCode(phase.code())).isSameAs(phase);
        }
        assertThatThrownBy(() -> Phase.ofCode(7)).hasMessage("phase code: 7 (expected: 0 to 6)");
    }

    @Test
    void slotClasses_areThePromisedWords() {
        assertThat(SlotClass.values())
                .extracting(SlotClass::label)
                .containsExactly("good", "bad", "unknown", "excluded");
    }

    @Test
    void onlyVerdictsOnMeasuredTimeRestOnTime() {
        assertThat(Arrays.stream(FailureReason.values()).filter(FailureReason::restsOnTime))
                .containsExactly(FailureReason.CONNECT_TIMEOUT, FailureReason.TIMEOUT, FailureReason.TOO_SLOW);
    }

    @Test
    void slotWords_haveTheDocumentedCodesAndNoOther() {
        Map<Integer, SlotWord> documented = new HashMap<>();
        documented.put(0, SlotWord.NONE);
        documented.put(1, SlotWord.GOOD);
        documented.put(2, SlotWord.EXCLUDED);
        for (FailureReason reason : FailureReason.values()) {
            documented.put(32 + reason.code(), SlotWord.bad(reason));
        }
        for (UnknownReason reason : UnknownReason.values()) {
            documented.put(64 + reason.code(), SlotWord.unknown(reason, false));
            documented.put(96 + reason.code(), SlotWord.unknown(reason, true));
        }

        Set<String> shown = new HashSet<>();
        for (int code = -128; code < 256; code++) {
            SlotWord word = documented.get(code);
            assertThat(SlotWord.isCode(code)).as("code %d", code).isEqualTo(word != null);
            if (word == null) {
                int none = code;
                assertThatThrownBy(() -> SlotWord.ofCode(none))
                        .hasMessage("slot word code: " + code + " (expected: a code of this version)");
            } else {
                assertThat(SlotWord.ofCode(code)).isSameAs(word);
                assertThat(word.code()).isEqualTo((byte) code);
                assertThat(shown.add(word.toString())).as(word.toString()).isTrue();
            }
        }
        assertThat(documented).hasSize(3 + 16 + 7 + 7);
    }

    @Test
    void slotWords_tellClassReasonAndWhetherARunStarted() {
        assertThat(SlotWord.NONE.isNone()).isTrue();
        assertThatThrownBy(SlotWord.NONE::slotClass).hasMessage("NONE has no class");
        assertThat(SlotWord.GOOD.slotClass()).isEqualTo(SlotClass.GOOD);
        assertThat(SlotWord.GOOD.started()).isTrue();
        assertThat(SlotWord.EXCLUDED.slotClass()).isEqualTo(SlotClass.EXCLUDED);

        SlotWord bad = SlotWord.bad(FailureReason.DNS);
        assertThat(bad.slotClass()).isEqualTo(SlotClass.BAD);
        assertThat(bad.reason()).isEqualTo("dns");
        assertThat(bad.started()).isTrue();
        assertThat(bad).hasToString("bad(dns)");

        SlotWord missed = SlotWord.unknown(UnknownReason.AGENT_STALLED, false);
        assertThat(missed.slotClass()).isEqualTo(SlotClass.UNKNOWN);
        assertThat(missed.started()).isFalse();
        assertThat(missed).hasToString("unknown(agent_stalled, not started)");
        assertThat(SlotWord.unknown(UnknownReason.AGENT_STALLED, true)).hasToString("unknown(agent_stalled)");
    }

    @Test
    void outcomes_carryTheWordOfARunThatStarted() {
        assertThat(Outcome.SUCCESS.label()).isEqualTo("success");
        assertThat(Outcome.SUCCESS.reasonLabel()).isEmpty();
        assertThat(Outcome.SUCCESS.word()).isSameAs(SlotWord.GOOD);
        for (FailureReason reason : FailureReason.values()) {
            Outcome failure = Outcome.failure(reason);
            assertThat(failure.label()).isEqualTo("failure");
            assertThat(failure.reasonLabel()).isEqualTo(reason.label());
            assertThat(failure.word()).isSameAs(SlotWord.bad(reason));
        }
        for (UnknownReason reason : UnknownReason.values()) {
            Outcome unknown = Outcome.unknown(reason);
            assertThat(unknown.label()).isEqualTo("unknown");
            assertThat(unknown.reasonLabel()).isEqualTo(reason.label());
            assertThat(unknown.word()).isSameAs(SlotWord.unknown(reason, true));
        }
    }
}
