package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Placeholders;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.ScenarioTarget.Extract;
import dev.sonde.contract.check.ScenarioTarget.Step;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.secret.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The block {@code scenario} of a check as its record. */
final class ScenarioSection {
    static final Protocol PROTOCOL = Protocol.of(
            "scenario",
            "HTTP requests one after the other, sharing cookies and variables",
            ScenarioKeys.BLOCK,
            ScenarioKeys.DEFAULTS,
            ScenarioSection::target);

    private ScenarioSection() {}

    private static ScenarioTarget target(MappingView scenario, Duration timeout, Problems problems) {
        Map<String, SecretText> variables = scenario.find(ScenarioKeys.VARIABLES);
        Set<String> known = new LinkedHashSet<>(variables == null ? Set.of() : variables.keySet());
        List<MappingView> views = scenario.get(ScenarioKeys.STEPS);
        List<Step> steps = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (MappingView view : views) {
            Step step = step(view, timeout, problems);
            if (!names.add(step.name())) {
                problems.error(view.place(ScenarioKeys.NAME), "name: " + step.name() + " is taken", "a name per step");
            } else if (steps.size() < ScenarioTarget.MAX_STEPS) {
                steps.add(step);
            }
            marks(step, view, known, problems);
            known.addAll(step.extract().keySet());
        }
        if (views.size() > ScenarioTarget.MAX_STEPS) {
            problems.error(
                    views.get(ScenarioTarget.MAX_STEPS).place(),
                    "steps: " + views.size(),
                    "at most " + ScenarioTarget.MAX_STEPS);
        }
        Network network = NetworkKeys.network(scenario.find(NetworkKeys.NETWORK), problems);
        if (network.addresses() == Network.Addresses.ALL) {
            problems.error(
                    scenario.place(NetworkKeys.NETWORK), "network: all addresses in a scenario", "addresses: first");
        }
        return new ScenarioTarget(
                steps,
                variables == null ? Map.of() : variables,
                scenario.get(HttpKeys.COOKIES),
                ProxyKeys.proxy(scenario.find(ProxyKeys.PROXY), problems),
                TlsKeys.tls(scenario.find(HttpKeys.TLS), problems),
                network);
    }

    private static Step step(MappingView view, Duration timeout, Problems problems) {
        List<Header> headers = HeaderKeys.headers(view.find(HttpKeys.HEADERS));
        Auth auth = AuthKeys.auth(view.find(AuthKeys.AUTH));
        MappingView expect = view.find(HttpKeys.EXPECT);
        String method = view.get(HttpKeys.METHOD_KEY);
        if (auth != null && HeaderKeys.holds("Authorization", headers)) {
            problems.error(view.place(AuthKeys.AUTH), "auth: headers have Authorization", "only one of them");
        }
        if (auth instanceof Auth.OAuth2) {
            problems.error(
                    view.place(AuthKeys.AUTH), "auth: oauth2 in a step", "basic or bearer; a step can draw the token");
        }
        return new Step(
                view.get(ScenarioKeys.NAME),
                view.get(ScenarioKeys.URL),
                method,
                headers,
                view.find(HttpKeys.BODY),
                auth,
                HttpSection.redirects(view.find(HttpKeys.REDIRECTS)),
                expect == null ? HttpExpectation.DEFAULT : HttpSection.expectation(expect, method, timeout, problems),
                extracts(view.find(ScenarioKeys.EXTRACT), problems));
    }

    private static Map<String, Extract> extracts(@Nullable Map<String, MappingView> views, Problems problems) {
        Map<String, Extract> extracts = new LinkedHashMap<>();
        if (views != null) {
            views.forEach((name, view) -> extracts.put(name, extract(view, problems)));
        }
        return extracts;
    }

    private static Extract extract(MappingView view, Problems problems) {
        JsonPath path = view.find(ScenarioKeys.JSON);
        String header = view.find(ScenarioKeys.HEADER);
        String matches = view.find(ScenarioKeys.MATCHES);
        if (path != null) {
            if (header != null || matches != null) {
                problems.error(view.place(), "extract with json and more", "json alone, or header and matches");
            }
            return new Extract.Json(path);
        }
        if (header != null) {
            return new Extract.OfHeader(header, matches);
        }
        return new Extract.Matches(matches == null ? "" : matches);
    }

    /** Every mark must stand for a variable that is there by then. */
    private static void marks(Step step, MappingView view, Set<String> known, Problems problems) {
        missing(Placeholders.in(step.url()), view.place(ScenarioKeys.URL), "url", known, problems);
        for (Header header : step.headers()) {
            missing(Placeholders.in(header.value()), view.place(HttpKeys.HEADERS), "headers", known, problems);
        }
        if (step.body() != null) {
            missing(Placeholders.in(step.body()), view.place(HttpKeys.BODY), "body", known, problems);
        }
        if (step.auth() instanceof Auth.Bearer bearer) {
            missing(Placeholders.in(bearer.token()), view.place(AuthKeys.AUTH), "auth", known, problems);
        }
        if (step.auth() instanceof Auth.Basic basic
                && !(Placeholders.in(basic.username()).isEmpty()
                        && Placeholders.in(basic.password()).isEmpty())) {
            problems.error(view.place(AuthKeys.AUTH), "auth: a variable in basic", "bearer, or no variable");
        }
        missing(expected(step.expect()), view.place(HttpKeys.EXPECT), "expect", known, problems);
    }

    private static Set<String> expected(HttpExpectation expect) {
        Set<String> names = new LinkedHashSet<>();
        List<TextMatch> texts = new ArrayList<>(expect.body().texts());
        expect.headers().forEach(header -> texts.add(header.match()));
        for (TextMatch match : texts) {
            if (match instanceof TextMatch.Contains contains) {
                names.addAll(Placeholders.in(contains.text()));
            } else if (match instanceof TextMatch.NotContains contains) {
                names.addAll(Placeholders.in(contains.text()));
            }
        }
        for (JsonMatch match : expect.body().json()) {
            switch (match.comparison()) {
                case EQUALS, NOT_EQUALS -> names.addAll(Placeholders.in(match.value()));
                case MATCHES, LESS_THAN, GREATER_THAN, EXISTS -> {}
            }
        }
        return names;
    }

    private static void missing(Set<String> used, Place place, String key, Set<String> known, Problems problems) {
        for (String name : used) {
            if (!known.contains(name)) {
                problems.error(
                        place,
                        key + ": no variable {{" + name + "}} by then",
                        known.isEmpty()
                                ? "one of variables, or extracted by an earlier step"
                                : "one of " + String.join(", ", known) + ", or one that an earlier step extracts");
            }
        }
    }
}
