package dev.sonde.agent.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AssignmentDiffTest {
    private static final Location EU = new Location("eu");
    private static final AssignedCheck A = check("a", 10, 5, "http://one.example/", 300);
    private static final AssignedCheck B = check("b", 10, 5, "http://two.example/", 300);
    private static final AssignmentDiff NOTHING =
            new AssignmentDiff(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    private static AssignedCheck check(String name, int intervalS, int timeoutS, String url, int... limits) {
        Check check = Check.of(
                new CheckName(name),
                Duration.ofSeconds(intervalS),
                Duration.ofSeconds(timeoutS),
                HttpTarget.get(URI.create(url)));
        return new AssignedCheck(
                check,
                java.util.Arrays.stream(limits).mapToObj(Duration::ofMillis).toList());
    }

    private static AssignedChecks assigned(AssignedCheck... checks) {
        return new AssignedChecks("r", EU, List.of(checks));
    }

    private static AssignmentDiff from(AssignedChecks before, AssignedCheck... after) {
        return AssignmentDiff.between(before, assigned(after));
    }

    @Test
    void firstAssignment_isAllNew() {
        assertThat(from(null, A, B).added()).containsExactly(A, B);
    }

    @Test
    void sameChecks_leaveNothingToDoWhateverTheRevision() {
        AssignmentDiff diff = AssignmentDiff.between(
                new AssignedChecks("r1", EU, List.of(A, B)), new AssignedChecks("r2", EU, List.of(A, B)));

        assertThat(diff).isEqualTo(NOTHING);
        assertThat(diff.isEmpty()).isTrue();
    }

    @Test
    void checksThatComeAndGo_areAddedAndRemoved() {
        AssignmentDiff diff = from(assigned(A), B);

        assertThat(diff.added()).containsExactly(B);
        assertThat(diff.removed()).containsExactly(A.check().name());
        assertThat(diff.replanned()).isEmpty();
    }

    @Test
    void otherIntervalOrTimeout_isAnotherPlan() {
        AssignedCheck faster = check("a", 5, 5, "http://one.example/", 300);
        AssignedCheck morePatient = check("a", 10, 6, "http://one.example/", 300);

        assertThat(from(assigned(A, B), faster, B).replanned()).containsExactly(faster);
        assertThat(from(assigned(A, B), morePatient, B).replanned()).containsExactly(morePatient);
    }

    @Test
    void otherLocation_isAnotherPlanForEveryCheck() {
        AssignmentDiff diff =
                AssignmentDiff.between(assigned(A, B), new AssignedChecks("r2", new Location("us"), List.of(A, B)));

        assertThat(diff.replanned()).containsExactly(A, B);
    }

    @Test
    void otherTarget_needsAnotherProbeAndKeepsTheLoop() {
        AssignedCheck elsewhere = check("a", 10, 5, "http://elsewhere.example/", 300);

        AssignmentDiff diff = from(assigned(A, B), elsewhere, B);

        assertThat(diff.reprobed()).containsExactly(elsewhere);
        assertThat(diff.replanned()).isEmpty();
        assertThat(diff.rejudged()).isEmpty();
    }

    @Test
    void otherLimits_changeTheJudgementOnly() {
        AssignedCheck stricter = check("a", 10, 5, "http://one.example/", 200, 300);

        AssignmentDiff diff = from(assigned(A, B), stricter, B);

        assertThat(diff)
                .isEqualTo(
                        new AssignmentDiff(List.of(), List.of(), List.of(), List.of(), List.of(stricter), List.of()));
    }

    @Test
    void otherConduct_leavesLoopAndProbeAlone_butADeepCheckIsProbedOtherwise() {
        AssignedCheck confirming = new AssignedCheck(
                A.check().toBuilder()
                        .conduct(new Conduct(new Confirm(Duration.ZERO), null, null, false, EvidenceRule.DEFAULT))
                        .build(),
                A.limits());
        AssignedCheck deep = new AssignedCheck(
                A.check().toBuilder()
                        .conduct(new Conduct(null, null, null, true, EvidenceRule.DEFAULT))
                        .build(),
                A.limits());
        AssignedCheck anchored = new AssignedCheck(
                A.check().toBuilder()
                        .conduct(new Conduct(null, null, LocalTime.of(0, 0, 3), false, EvidenceRule.DEFAULT))
                        .build(),
                A.limits());

        assertThat(from(assigned(A), confirming))
                .isEqualTo(
                        new AssignmentDiff(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(confirming)));
        assertThat(from(assigned(A), deep).reprobed()).containsExactly(deep);
        assertThat(from(assigned(A), anchored).replanned()).containsExactly(anchored);
    }

    @Test
    void otherTargetAndLimits_changeBoth() {
        AssignedCheck other = check("a", 10, 5, "http://elsewhere.example/", 200);

        AssignmentDiff diff = from(assigned(A), other);

        assertThat(diff.reprobed()).containsExactly(other);
        assertThat(diff.rejudged()).containsExactly(other);
    }

    @Test
    void otherLabelsOrOwner_concernNeitherLoopNorProbe() {
        AssignedCheck renamed = new AssignedCheck(
                A.check().toBuilder()
                        .service("checkout")
                        .owner("payments")
                        .priority("urgent")
                        .labels(Map.of("region", "eu"))
                        .locations(List.of(EU))
                        .hardDown(5)
                        .certificateWarn(Duration.ZERO)
                        .build(),
                A.limits());

        assertThat(from(assigned(A), renamed)).isEqualTo(NOTHING);
    }

    @Test
    void only_keepsWhatConcernsTheNamedChecks() {
        AssignmentDiff diff = from(assigned(A), B);

        assertThat(diff.only(name -> name.value().equals("b")).added()).containsExactly(B);
        assertThat(diff.only(name -> name.value().equals("b")).removed()).isEmpty();
        assertThat(diff.only(name -> false).isEmpty()).isTrue();
        assertThat(diff).hasToString("1 added, 1 removed, 0 changed, 0 with other limits");
    }
}
