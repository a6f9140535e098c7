package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PackageTableTest {
    private static final PackageTable TABLE = PackageTable.parse("""
            Text with an arrow -> nowhere

            ```rooms
            contract (dev.sonde.contract)
              result       words; leaf
              check        what the operator asked for -> result

            probe-agent (dev.sonde.agent)
              probe        one run
              probe.http   over HTTP -> probe
              interval     samples -> one interval -> probe
              oneshot      one run now -> probe.*
              telemetry    leaf

            launcher (dev.sonde.launcher)
              command      commands -> dev.sonde.agent
            ```

            ```rooms-to-come
            contract (dev.sonde.contract)
              later        not yet
            ```
            """);

    @Test
    void packages_areTheRoomsAndTheCompositionRoots() {
        assertThat(TABLE.packages())
                .containsExactlyInAnyOrder(
                        "dev.sonde.contract.result",
                        "dev.sonde.contract.check",
                        "dev.sonde.agent",
                        "dev.sonde.agent.probe",
                        "dev.sonde.agent.probe.http",
                        "dev.sonde.agent.interval",
                        "dev.sonde.agent.oneshot",
                        "dev.sonde.agent.telemetry",
                        "dev.sonde.launcher",
                        "dev.sonde.launcher.command");
    }

    @Test
    void allows_whatTheLineSaysAndNoMore() {
        assertThat(TABLE.allows("dev.sonde.contract.check", "dev.sonde.contract.result"))
                .isTrue();
        assertThat(TABLE.allows("dev.sonde.contract.result", "dev.sonde.contract.check"))
                .isFalse();
        assertThat(TABLE.allows("dev.sonde.agent.interval", "dev.sonde.agent.probe"))
                .isTrue();
        assertThat(TABLE.allows("dev.sonde.agent.interval", "dev.sonde.agent.probe.http"))
                .isFalse();
        assertThat(TABLE.allows("dev.sonde.agent.probe", "dev.sonde.agent.probe.http"))
                .isFalse();
    }

    @Test
    void allows_telemetryAndContractOutsideContract() {
        assertThat(TABLE.allows("dev.sonde.agent.probe", "dev.sonde.agent.telemetry"))
                .isTrue();
        assertThat(TABLE.allows("dev.sonde.agent.probe", "dev.sonde.contract.check"))
                .isTrue();
        assertThat(TABLE.allows("dev.sonde.contract.check", "dev.sonde.agent.telemetry"))
                .isFalse();
    }

    @Test
    void allows_everyRoomBelowWithWildcard() {
        assertThat(TABLE.allows("dev.sonde.agent.oneshot", "dev.sonde.agent.probe"))
                .isTrue();
        assertThat(TABLE.allows("dev.sonde.agent.oneshot", "dev.sonde.agent.probe.http"))
                .isTrue();
        assertThat(TABLE.allows("dev.sonde.agent.oneshot", "dev.sonde.agent.interval"))
                .isFalse();
    }

    @Test
    void allows_rootsToImportTheirModuleButNobodyTheRoot() {
        assertThat(TABLE.allows("dev.sonde.agent", "dev.sonde.agent.probe.http"))
                .isTrue();
        assertThat(TABLE.allows("dev.sonde.agent", "dev.sonde.contract.result")).isTrue();
        assertThat(TABLE.allows("dev.sonde.agent.probe", "dev.sonde.agent")).isFalse();
        assertThat(TABLE.allows("dev.sonde.launcher.command", "dev.sonde.agent"))
                .isTrue();
        assertThat(TABLE.allows("dev.sonde.launcher.command", "dev.sonde.agent.probe"))
                .isFalse();
    }

    @Test
    void parse_refusesRightsToARoomWithoutALine() {
        assertThatThrownBy(() ->
                        PackageTable.parse("```rooms\ncollector (dev.sonde.collector)\n  slo  pure -> slott\n```"))
                .hasMessage("dev.sonde.collector.slo may import slott, which has no line");
    }

    @Test
    void parse_refusesTwoLinesForOneRoom() {
        assertThatThrownBy(
                        () -> PackageTable.parse("```rooms\ncollector (dev.sonde.collector)\n  slo  a\n  slo  b\n```"))
                .hasMessage("two lines for the room dev.sonde.collector.slo");
    }

    @Test
    void parse_refusesALineItCannotRead() {
        assertThatThrownBy(() -> PackageTable.parse("```rooms\ncollector (dev.sonde.collector)\nslo  a\n```"))
                .hasMessage("neither a module nor a room: 'slo  a'");
    }
}
