package dev.sonde.collector.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final Location EU = new Location("eu");
    private static final Location US = new Location("us");
    private static final Fleet FLEET =
            new Fleet(List.of(AgentEntry.inProcess("eu-1", EU), AgentEntry.inProcess("us-1", US)));

    private final Assignment assignment = new Assignment();
    private final List<String> woken = new ArrayList<>();

    @Test
    void assign_givesEachAgentTheChecksOfItsLocationWithTheirLimits() {
        Map<String, AssignedChecks> assigned = Assignment.assign(
                FLEET,
                List.of(check("web", 10), check("api", 10, EU), check("far", 10, US)),
                Map.of(new CheckName("api"), List.of(Duration.ofMillis(300), Duration.ofMillis(100))));

        assertThat(assigned.get("eu-1").checks())
                .extracting(assignedCheck -> assignedCheck.check().name().value())
                .containsExactly("api", "web");
        assertThat(assigned.get("eu-1").checks().get(0).limits())
                .containsExactly(Duration.ofMillis(100), Duration.ofMillis(300));
        assertThat(assigned.get("us-1").checks())
                .extracting(assignedCheck -> assignedCheck.check().name().value())
                .containsExactly("far", "web");
        assertThat(assigned.get("us-1").location()).isEqualTo(US);
    }

    @Test
    void revision_dependsOnWhatIsAssignedAndOnNothingElse() {
        AssignedChecks before = assigned(Map.of(), check("web", 10));

        assertThat(assigned(Map.of(), check("web", 10)).revision()).isEqualTo(before.revision());
        assertThat(assigned(Map.of(), check("web", 10), check("far", 10, US)).revision())
                .isEqualTo(before.revision());
        assertThat(assigned(Map.of(), check("web", 11)).revision()).isNotEqualTo(before.revision());
        assertThat(assigned(Map.of(new CheckName("web"), List.of(Duration.ofMillis(5))), check("web", 10))
                        .revision())
                .isNotEqualTo(before.revision());
    }

    @Test
    void waiter_isWokenOnceWhenItsAgentHasSomethingElseToRun() {
        apply(check("web", 10));
        await("eu-1");
        await("us-1");

        apply(check("web", 10), check("api", 10, EU));
        apply(check("web", 10));

        assertThat(woken).containsExactly("eu-1");
    }

    @Test
    void waiter_isWokenAtOnceWhenItKnowsAnOldRevision() {
        apply(check("web", 10));

        assignment.whenChanged("eu-1", "an old one", () -> woken.add("eu-1"));

        assertThat(woken).containsExactly("eu-1");
    }

    @Test
    void waiter_isWokenWhenItsAgentLeaves() {
        apply(check("web", 10));
        await("us-1");

        assignment.apply(new Fleet(List.of(AgentEntry.inProcess("eu-1", EU))), List.of(check("web", 10)), Map.of());

        assertThat(woken).containsExactly("us-1");
        assertThat(assignment.of("us-1")).isEmpty();
    }

    @Test
    void waiter_isNotWokenAfterItCancelled() {
        apply(check("web", 10));
        await("eu-1").cancel();

        apply(check("web", 20));

        assertThat(woken).isEmpty();
    }

    @Test
    void waiters_ofOneAgentAreBoundedAndTheOldestGoesFirst() {
        apply(check("web", 10));
        String revision = assignment.of("eu-1").orElseThrow().revision();
        for (int i = 0; i <= Assignment.MAX_WAITERS_PER_AGENT; i++) {
            String name = "waiter " + i;
            assignment.whenChanged("eu-1", revision, () -> woken.add(name));
        }

        assertThat(woken).containsExactly("waiter 0");
    }

    @Test
    void fleet_refusesTwoAgentsOfOneNameOrLocation() {
        assertThatThrownBy(() -> new Fleet(List.of(AgentEntry.inProcess("eu-1", EU), AgentEntry.inProcess("eu-2", EU))))
                .hasMessage("agent: eu-2 at eu (expected: one agent per location)");
        assertThatThrownBy(() -> new Fleet(List.of(AgentEntry.inProcess("eu-1", EU), AgentEntry.inProcess("eu-1", US))))
                .hasMessage("agent: eu-1 twice (expected: unique names)");
    }

    @Test
    void fleet_tellsWhereACheckRunsAndWhereNobodyServesIt() {
        assertThat(FLEET.locationsOf(check("web", 10))).containsExactly(EU, US);
        assertThat(FLEET.locationsOf(check("api", 10, EU))).containsExactly(EU);
        assertThat(FLEET.unservedLocations(check("asia", 10, new Location("jp"), EU)))
                .containsExactly(new Location("jp"));
    }

    private Assignment.Waiter await(String agent) {
        return assignment.whenChanged(agent, assignment.of(agent).orElseThrow().revision(), () -> woken.add(agent));
    }

    private void apply(Check... checks) {
        assignment.apply(FLEET, List.of(checks), Map.of());
    }

    private static AssignedChecks assigned(Map<CheckName, List<Duration>> limits, Check... checks) {
        return Assignment.assign(FLEET, List.of(checks), limits).get("eu-1");
    }

    private static Check check(String name, int intervalSeconds, Location... locations) {
        HttpTarget target = HttpTarget.get(URI.create("https://shop.example/" + name));
        return Check.builder(new CheckName(name), target)
                .interval(Duration.ofSeconds(intervalSeconds))
                .timeout(Duration.ofSeconds(5))
                .locations(List.of(locations))
                .build();
    }
}
