package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.run.Preparation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.secret.UnresolvedSecretException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.function.UnaryOperator;

/** One request of a run that has several, prepared. Printing shows no more than method and URL. Immutable. */
public final class HttpPart {
    private final HttpTarget target;
    private final HttpNeeds needs;

    private HttpPart(HttpTarget target, HttpNeeds needs) {
        this.target = target;
        this.needs = needs;
    }

    /** Reads what the target refers to. Blocks: not for event loops. */
    public static HttpPart read(HttpTarget target, Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        return new HttpPart(target, HttpNeeds.read(target, preparation));
    }

    /**
     * The request as one run sends it.
     *
     * @param url where to
     * @param fill puts values into the texts of headers and body
     * @throws IllegalArgumentException with a message for people if that makes no request
     */
    public HttpPart filled(String url, UnaryOperator<String> fill, Expectations expectations) {
        Url to = Url.parse(url);
        return new HttpPart(target, needs.with(needs.request().filled(to, fill), expectations));
    }

    HttpTarget target() {
        return target;
    }

    HttpNeeds needs() {
        return needs;
    }

    @Override
    public String toString() {
        return needs.request().toString();
    }
}
