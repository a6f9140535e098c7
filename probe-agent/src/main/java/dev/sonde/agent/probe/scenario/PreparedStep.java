package dev.sonde.agent.probe.scenario;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.expect.Extraction;
import dev.sonde.agent.probe.http.HttpPart;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.ScenarioTarget.Step;
import dev.sonde.contract.secret.UnresolvedSecretException;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step with its secrets in place and its expressions compiled; only the marks of variables are still in its texts.
 * Immutable.
 *
 * @param part its request, with a place-holder for the URL
 * @param expectations null if they have marks, and so must be compiled in each run
 */
record PreparedStep(
        Step step, HttpPart part, @Nullable Expectations expectations, Map<String, Extraction> extractions) {
    /** Stands for a URL that is known only in the run; secure, so that TLS is ready. */
    private static final URI ANY = URI.create("https://step.invalid/");

    static PreparedStep of(Step step, ScenarioTarget scenario, Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        if (step.auth() instanceof Auth.OAuth2) {
            throw new IllegalArgumentException("auth: oauth2 (expected: basic or bearer; a step can draw the token)");
        }
        Map<String, Extraction> extractions = new LinkedHashMap<>();
        step.extract().forEach((name, source) -> extractions.put(name, Extraction.of(source)));
        boolean compiledLater = Filling.hasMarks(step.expect());
        HttpTarget target = HttpTarget.builder(ANY)
                .method(step.method())
                .headers(step.headers())
                .body(step.body())
                .auth(step.auth())
                .redirects(step.redirects())
                .cookies(scenario.cookies())
                .proxy(scenario.proxy())
                .tls(scenario.tls())
                .network(scenario.network())
                .build();
        PreparedStep prepared =
                new PreparedStep(step, HttpPart.read(target, preparation), null, Map.copyOf(extractions));
        // Compiled with marks too: what is wrong with an expression shows before the first run.
        Expectations compiled = prepared.compiled(new Filling(Map.of()), compiledLater);
        return compiledLater ? prepared : new PreparedStep(step, prepared.part, compiled, prepared.extractions);
    }

    private Expectations compiled(Filling filling, boolean asItStands) {
        Expectations compiled = Expectations.of(asItStands ? step.expect() : filling.expectation(step.expect()));
        boolean needsBody = extractions.values().stream().anyMatch(Extraction::needsBody);
        return needsBody ? compiled.keepingBody() : compiled;
    }

    /** The request of one run; compiles expressions if the expectations have marks. Throws IllegalArgumentException. */
    HttpPart filled(Filling filling) {
        Expectations judged = expectations != null ? expectations : compiled(filling, false);
        return part.filled(filling.url(step.url()), filling::text, judged);
    }
}
