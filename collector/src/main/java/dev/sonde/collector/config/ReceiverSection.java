package dev.sonde.collector.config;

import dev.sonde.collector.notify.Receiver;
import dev.sonde.collector.notify.Route;
import dev.sonde.collector.notify.WebhookReceiver;
import dev.sonde.collector.notify.WebhookReceiver.Format;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.ConfigDirectory;
import dev.sonde.contract.yaml.Form;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import dev.sonde.contract.yaml.Scalar;
import dev.sonde.contract.yaml.Scalars;
import dev.sonde.contract.yaml.SectionName;
import dev.sonde.contract.yaml.Urls;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The sections {@code receivers} and {@code routes}: their keys, described once, and their records. */
final class ReceiverSection {
    static final Key<String> NAME =
            Key.required("name", Scalars.name(Function.identity()), "unique among all receivers");
    static final Key<SecretText> URL = Key.required(
            "url", Urls.withSecrets(), "where messages are POSTed; may name secrets, because such URLs often are one");
    static final Key<SecretText> SECRET = Key.optional(
            "secret", signingSecret(), "signs the messages (Standard Webhooks); left out: they are not signed");
    static final Key<Format> FORMAT = Key.withDefault(
            "format",
            Scalars.word(Format::label, List.of(Format.values())),
            Format.SONDE.label(),
            "the body: Sonde's own, or Alertmanager's version 4");
    static final Key<MappingView> WEBHOOK =
            Key.optional("webhook", Block.of("a webhook", URL, SECRET, FORMAT), "a URL that is POSTed to");
    static final Block RECEIVER = Block.of("a receiver", NAME, WEBHOOK).exactlyOneOf(WEBHOOK);

    static final Key<String> ROUTE_TO =
            Key.required("receiver", Scalars.name(Function.identity()), "the receiver's name");
    static final Key<List<Severity>> ROUTE_SEVERITY = Key.optional(
            "severity",
            ListShape.of(Scalars.word(Severity::label, List.of(Severity.PAGE, Severity.TICKET))),
            "severities of incidents that are told; left out: all");
    static final Block ROUTE = Block.of("a route", ROUTE_TO, ROUTE_SEVERITY);

    private ReceiverSection() {}

    /** What the receivers' section holds: those with nothing wrong, and every name written. */
    record Receivers(List<Entry<Receiver>> entries, Set<String> names) {}

    static Receivers receivers(ConfigDirectory directory, Problems problems) {
        UniqueNames names = new UniqueNames(problems);
        List<Entry<Receiver>> receivers = new ArrayList<>();
        for (MappingView written : directory.items(SectionName.RECEIVERS, RECEIVER)) {
            String name = written.find(NAME);
            if (name != null) {
                names.take("name", name, written.place(NAME));
            }
            if (written.isSound()) {
                receivers.add(new Entry<>(new Receiver(written.get(NAME), webhook(written.get(WEBHOOK))), written));
            }
        }
        return new Receivers(receivers, names.values());
    }

    static List<Entry<Route>> routes(List<MappingView> views) {
        List<Entry<Route>> routes = new ArrayList<>();
        for (MappingView written : views) {
            if (written.isSound()) {
                List<Severity> severities = written.find(ROUTE_SEVERITY);
                Set<Severity> told = new TreeSet<>(severities == null ? List.of() : severities);
                routes.add(new Entry<>(new Route(written.get(ROUTE_TO), told), written));
            }
        }
        return routes;
    }

    private static WebhookReceiver webhook(MappingView written) {
        return new WebhookReceiver(written.get(URL), written.find(SECRET), written.get(FORMAT));
    }

    /** A text that names no secret must itself be one of the right form. */
    private static Scalar<SecretText> signingSecret() {
        Scalar<SecretText> any = Scalars.secretText();
        String expected = "${file:NAME} or ${env:NAME}, where whsec_ and 24 to 64 random bytes in base64 are kept";
        // Whichever text names a secret, or one that is itself of the right form.
        Form form = Form.matching("whsec_[A-Za-z0-9+/]{32,86}={0,2}|[^$]*\\$\\{[^}]*\\}[^$]*|.*\\$.*\\$\\{.*");
        return Scalar.secret("secret", expected, form, text -> {
            SecretText secret = any.tryParse(text);
            if (secret.references().isEmpty() && !isSigningSecret(text)) {
                throw new BadValueException();
            }
            return secret;
        });
    }

    private static boolean isSigningSecret(String text) {
        if (!text.startsWith("whsec_")) {
            return false;
        }
        try {
            int length = Base64.getDecoder().decode(text.substring("whsec_".length())).length;
            return length >= 24 && length <= 64;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
