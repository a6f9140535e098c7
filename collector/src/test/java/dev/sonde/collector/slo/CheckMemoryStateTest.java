package dev.sonde.collector.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.Location;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckMemoryStateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");

    @Test
    void memory_comesBackFromJsonAsItWas() {
        CheckMemory memory = new CheckMemory(
                Map.of(
                        "availability",
                        Map.of(
                                BurnRule.DEFAULTS.get(0),
                                new RuleState(true, true, NOW),
                                BurnRule.DEFAULTS.get(1),
                                new RuleState(true, false, NOW.plusNanos(1)))),
                Map.of(
                        new Location("eu"),
                        new HardDownState(NOW, 4, 0, NOW.minusSeconds(40), NOW.minusSeconds(40)),
                        new Location("us"),
                        HardDownState.from(NOW)));

        String json = new JsonObject(CheckMemoryState.toMap(memory)).encode();

        assertThat(CheckMemoryState.fromMap(new JsonObject(json).getMap())).isEqualTo(memory);
        assertThat(CheckMemoryState.fromMap(CheckMemoryState.toMap(CheckMemory.EMPTY)))
                .isEqualTo(CheckMemory.EMPTY);
    }

    @Test
    void wrongField_isNamed() {
        assertThatThrownBy(() -> CheckMemoryState.fromMap(Map.of("rules", "none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rules: none (expected: List)");
    }
}
