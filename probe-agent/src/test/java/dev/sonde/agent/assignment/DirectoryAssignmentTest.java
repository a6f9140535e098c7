package dev.sonde.agent.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.yaml.ExpressionCheck;
import dev.sonde.contract.yaml.InvalidConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryAssignmentTest {
    private static final Location EU = new Location("eu");

    @TempDir
    private Path directory;

    @Test
    void directory_givesTheChecksOfTheLocationWithoutLimits() throws Exception {
        Files.writeString(directory.resolve("sonde.yaml"), """
                checks:
                  - {name: everywhere, http: {url: 'https://shop.example/a'}}
                  - {name: only-eu, locations: [eu], http: {url: 'https://shop.example/b'}}
                  - {name: only-us, locations: [us], http: {url: 'https://shop.example/c'}}
                slos: []
                """);

        AssignedChecks assigned = DirectoryAssignment.read(directory, EU, ExpressionCheck.NONE);

        assertThat(assigned.location()).isEqualTo(EU);
        assertThat(assigned.checks())
                .extracting(check -> check.check().name().value())
                .containsExactly("everywhere", "only-eu");
        assertThat(assigned.checks())
                .allSatisfy(check -> assertThat(check.limits()).isEmpty());
        assertThat(assigned.revision()).isNotEmpty();
    }

    @Test
    void invalidDirectory_isNoAssignment() throws Exception {
        Files.writeString(directory.resolve("sonde.yaml"), "checks: [{name: a}]\n");

        assertThatThrownBy(() -> DirectoryAssignment.read(directory, EU, ExpressionCheck.NONE))
                .isInstanceOf(InvalidConfigException.class);
    }
}
