package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.ScenarioTarget.Extract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioSectionTest {
    @TempDir
    Path directory;

    @Test
    void scenario_isReadStepByStep() throws Exception {
        ScenarioTarget scenario = read("""
                checks:
                  - name: shop
                    scenario:
                      variables: {base: 'https://shop.example', user: '${file:user}'}
                      cookies: false
                      tls: {verify: false}
                      steps:
                        - name: login
                          url: '{{base}}/login'
                          method: POST
                          body: 'user={{user}}'
                          redirects: {follow: false}
                          expect: {status: 302}
                          extract:
                            token: {json: $.access_token}
                            id: {header: Location, matches: 'id=([0-9]+)'}
                            name: {matches: 'Hello ([a-z]+)'}
                        - name: item
                          url: '{{base}}/items/{{id}}'
                          headers: {Authorization: 'Bearer {{token}}'}
                          expect: {body: {contains: 'hello {{name}}'}}
                """);

        assertThat(scenario.cookies()).isFalse();
        assertThat(scenario.tls().verify()).isFalse();
        assertThat(scenario.variables()).containsOnlyKeys("base", "user");
        assertThat(scenario.steps()).extracting(ScenarioTarget.Step::name).containsExactly("login", "item");
        assertThat(scenario.steps().get(0).redirects()).isEqualTo(new HttpTarget.Redirects(false, 10));
        assertThat(scenario.steps().get(0).extract())
                .containsEntry("token", new Extract.Json(new JsonPath("$.access_token")))
                .containsEntry("id", new Extract.OfHeader("Location", "id=([0-9]+)"))
                .containsEntry("name", new Extract.Matches("Hello ([a-z]+)"));
        assertThat(scenario.shown()).isEqualTo("scenario of 2 steps, the first: POST {{base}}/login");
    }

    @Test
    void cel_isCheckedWhereItIsWritten() throws Exception {
        Files.writeString(directory.resolve("sonde.yaml"), """
                checks:
                  - name: shop
                    http:
                      url: https://shop.example/
                      expect: {body: {cel: 'status = 200'}}
                """);

        InvalidConfigException refused = catchThrowableOfType(
                InvalidConfigException.class,
                () -> StandaloneConfig.read(directory, expression -> "no '=' at character 8"));

        assertThat(refused.problems()).hasSize(1);
        assertThat(refused.problems().get(0).line())
                .endsWith("sonde.yaml:5:28: cel: no '=' at character 8"
                        + " (expected: a CEL expression, at most 4000 characters)");
        assertThat(StandaloneConfig.read(directory, expression -> null).checks())
                .hasSize(1);
    }

    private ScenarioTarget read(String yaml) throws Exception {
        Files.writeString(directory.resolve("sonde.yaml"), yaml);
        return (ScenarioTarget) StandaloneConfig.read(directory).checks().get(0).target();
    }
}
