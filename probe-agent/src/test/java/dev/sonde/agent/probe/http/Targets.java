package dev.sonde.agent.probe.http;

import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** HTTP targets with one thing different. */
final class Targets {
    private Targets() {}

    static HttpTarget get(String url) {
        return HttpTarget.get(URI.create(url));
    }

    static HttpTarget with(HttpTarget target, Version version) {
        return target.toBuilder().version(version).build();
    }

    static HttpTarget with(HttpTarget target, Tls tls) {
        return target.toBuilder().tls(tls).build();
    }

    static HttpTarget with(HttpTarget target, Redirects redirects) {
        return target.toBuilder().redirects(redirects).build();
    }

    static HttpTarget with(HttpTarget target, HttpExpectation expect) {
        return target.toBuilder().expect(expect).build();
    }

    static HttpTarget withHeader(HttpTarget target, String name, String value) {
        List<Header> headers = new ArrayList<>(target.headers());
        headers.add(new Header(name, new SecretText(value)));
        return target.toBuilder().headers(headers).build();
    }

    static HttpTarget withBody(HttpTarget target, String method, String body) {
        return target.toBuilder()
                .method(method)
                .body(body == null ? null : new SecretText(body))
                .build();
    }

    static HttpTarget withMaxBody(HttpTarget target, long maxBodyBytes) {
        return target.toBuilder().maxBodyBytes(maxBodyBytes).build();
    }
}
