package dev.sonde.agent.probe.http;

import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Header;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.HttpTarget.Tls;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.List;

/** HTTP targets with one thing different. */
final class Targets {
    private Targets() {}

    static HttpTarget get(String url) {
        return HttpTarget.get(URI.create(url));
    }

    static HttpTarget with(HttpTarget target, Version version) {
        return new HttpTarget(
                target.url(),
                target.method(),
                target.headers(),
                target.body(),
                version,
                target.redirects(),
                target.tls(),
                target.maxBodyBytes(),
                target.expect());
    }

    static HttpTarget with(HttpTarget target, Tls tls) {
        return new HttpTarget(
                target.url(),
                target.method(),
                target.headers(),
                target.body(),
                target.version(),
                target.redirects(),
                tls,
                target.maxBodyBytes(),
                target.expect());
    }

    static HttpTarget with(HttpTarget target, Redirects redirects) {
        return new HttpTarget(
                target.url(),
                target.method(),
                target.headers(),
                target.body(),
                target.version(),
                redirects,
                target.tls(),
                target.maxBodyBytes(),
                target.expect());
    }

    static HttpTarget with(HttpTarget target, HttpExpectation expect) {
        return new HttpTarget(
                target.url(),
                target.method(),
                target.headers(),
                target.body(),
                target.version(),
                target.redirects(),
                target.tls(),
                target.maxBodyBytes(),
                expect);
    }

    static HttpTarget withHeader(HttpTarget target, String name, String value) {
        List<Header> headers = new java.util.ArrayList<>(target.headers());
        headers.add(new Header(name, new SecretText(value)));
        return new HttpTarget(
                target.url(),
                target.method(),
                headers,
                target.body(),
                target.version(),
                target.redirects(),
                target.tls(),
                target.maxBodyBytes(),
                target.expect());
    }

    static HttpTarget withBody(HttpTarget target, String method, String body) {
        return new HttpTarget(
                target.url(),
                method,
                target.headers(),
                body == null ? null : new SecretText(body),
                target.version(),
                target.redirects(),
                target.tls(),
                target.maxBodyBytes(),
                target.expect());
    }

    static HttpTarget withMaxBody(HttpTarget target, long maxBodyBytes) {
        return new HttpTarget(
                target.url(),
                target.method(),
                target.headers(),
                target.body(),
                target.version(),
                target.redirects(),
                target.tls(),
                maxBodyBytes,
                target.expect());
    }
}
