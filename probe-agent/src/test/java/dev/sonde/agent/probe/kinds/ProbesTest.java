package dev.sonde.agent.probe.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.Target;
import org.junit.jupiter.api.Test;

class ProbesTest {
    @Test
    void everyTarget_hasItsProbes() {
        assertThat(Probes.targets()).isEqualTo(java.util.Set.of(Target.class.getPermittedSubclasses()));
    }
}
