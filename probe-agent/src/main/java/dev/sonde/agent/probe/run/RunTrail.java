package dev.sonde.agent.probe.run;

import dev.sonde.agent.expect.Excerpt;
import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.TrailSource;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.report.Trail.Hop;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.report.Trail.Unmet;
import dev.sonde.contract.result.Phase;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one run can tell of itself should somebody ask. While the run goes on it only holds on to what is there anyway;
 * texts are made, bounded and masked in {@link #trail}, for the few runs that are kept. Belongs to one event loop.
 */
public final class RunTrail implements TrailSource {
    /** The only headers of an answer that are ever kept: none of them carries a credential. */
    public static final List<String> HEADERS = List.of(
            "content-type",
            "content-length",
            "content-encoding",
            "server",
            "date",
            "location",
            "retry-after",
            "via",
            "age",
            "cache-control",
            "x-cache",
            "x-request-id",
            "x-correlation-id",
            "x-amzn-trace-id",
            "cf-ray",
            "traceresponse");

    private final Run run;
    private final RunMark mark;
    private @Nullable TraceContext trace;
    private List<InetAddress> resolved = List.of();
    private @Nullable Dial secured;
    private @Nullable List<Leg> legs;
    private @Nullable Function<String, @Nullable String> headers;
    private @Nullable Supplier<String> body;
    private @Nullable Unmet unmet;
    private @Nullable List<Note> notes;
    private String detail = "";

    RunTrail(Run run, RunMark mark) {
        this.run = run;
        this.mark = mark;
    }

    /** The run's trace context, drawn when it is asked for first: to be sent with every request of the run. */
    public TraceContext trace() {
        TraceContext present = trace;
        if (present == null) {
            present = TraceContext.draw(mark.isSampled());
            trace = present;
        }
        return present;
    }

    /** What kind of run it is. */
    public RunMark mark() {
        return mark;
    }

    /** Nothing of what was before counts. */
    void startOver() {
        legs = null;
        headers = null;
        body = null;
        secured = null;
    }

    /** All addresses its name had; of several names those of the last. */
    public void resolved(List<InetAddress> addresses) {
        resolved = addresses;
    }

    /**
     * A request begins, or a step; the one before it ended. Protocols of a single exchange need not say so.
     *
     * @param name of a step; empty for a redirect
     * @param url asked for its text later; without user information
     */
    public void hop(String name, Object url) {
        List<Leg> all = legs;
        if (all == null) {
            all = new ArrayList<>(1);
            legs = all;
        }
        if (!all.isEmpty()) {
            all.get(all.size() - 1).end(run);
        }
        if (all.size() < Trail.MAX_HOPS) {
            all.add(new Leg(name, url, run, all.isEmpty()));
        }
    }

    /** Where the headers of the newest answer are to be looked up; names are those of {@link #HEADERS}. */
    public void headers(Function<String, @Nullable String> lookup) {
        headers = lookup;
    }

    /** The newest answer's body, or its beginning; asked for once, and only for a run that is kept. */
    public void body(Supplier<String> text) {
        body = text;
    }

    /** The expectation that did not hold; without it, the verdict's detail is taken apart. */
    public void unmet(Unmet expectation) {
        unmet = expectation;
    }

    /** A fact of the protocol's own, such as a loss or the protocol agreed on. At most {@link Trail#MAX_NOTES} are kept. */
    public void note(String name, String value) {
        List<Note> all = notes;
        if (all == null) {
            all = new ArrayList<>(2);
            notes = all;
        }
        if (all.size() < Trail.MAX_NOTES) {
            all.add(new Note(name, value));
        }
    }

    /** From here on this is the connection; the last one on which a certificate was shown is told of. */
    void dialled(Dial dial) {
        if (secured == null || dial.isSecure() || secured.certificate() == null) {
            secured = dial;
        }
    }

    /** The run is over. */
    void ended(String verdictDetail) {
        detail = verdictDetail;
    }

    @Override
    public Trail trail() {
        Masks masks = run.masks();
        Dial shown = secured;
        return new Trail(
                trace == null ? "" : trace.traceId(),
                resolved.stream().map(NetUtil::toAddressString).toList(),
                hops(masks),
                keptHeaders(masks),
                body == null ? "" : masks.apply(Excerpt.beginning(body.get())),
                shown == null ? null : CertificateSummaries.of(shown),
                unmet == null ? ExpectationText.in(masks.apply(detail)) : masked(unmet, masks),
                maskedNotes(masks));
    }

    private List<Hop> hops(Masks masks) {
        List<Hop> hops = new ArrayList<>();
        if (legs != null && !legs.isEmpty()) {
            // The run stands still by now, and with it the last hop.
            legs.get(legs.size() - 1).end(run);
            legs.forEach(leg -> hops.add(leg.hop(masks)));
        }
        return hops;
    }

    private List<Note> keptHeaders(Masks masks) {
        List<Note> kept = new ArrayList<>();
        if (headers != null) {
            for (String name : HEADERS) {
                String value = headers.apply(name);
                if (value != null) {
                    String safe = name.equals("location") ? withoutQuery(value) : value;
                    kept.add(new Note(name, masks.apply(safe)));
                }
            }
        }
        return kept;
    }

    private List<Note> maskedNotes(Masks masks) {
        return notes == null
                ? List.of()
                : notes.stream()
                        .map(note -> new Note(note.name(), masks.apply(note.value())))
                        .toList();
    }

    private static Unmet masked(Unmet unmet, Masks masks) {
        return new Unmet(masks.apply(unmet.expectation()), masks.apply(unmet.seen()), masks.apply(unmet.expected()));
    }

    /** A query or a fragment that a target made up may hold a code or a token. */
    private static String withoutQuery(String url) {
        String withoutUser = url.replaceFirst("//[^/?#@]*@", "//");
        for (int at = 0; at < withoutUser.length(); at++) {
            char letter = withoutUser.charAt(at);
            if (letter == '?' || letter == '#') {
                return withoutUser.substring(0, at + 1) + "***";
            }
        }
        return withoutUser;
    }

    /** A hop under way: what the run's clock stood at when it began, and what was seen when it ended. */
    private static final class Leg {
        private final String name;
        private final Object url;
        private final boolean first;
        private final long startedNanos;
        private final Map<Phase, Long> before;
        private Map<Phase, Long> phases = Map.of();
        private String address = "";
        private int status;
        private boolean ended;

        Leg(String name, Object url, Run run, boolean first) {
            this.name = name;
            this.url = url;
            this.first = first && name.isEmpty();
            this.before = first ? Map.of() : run.phaseNanos();
            this.startedNanos = first ? 0 : run.sinceStart();
        }

        void end(Run run) {
            if (ended) {
                return;
            }
            ended = true;
            phases = new EnumMap<>(Phase.class);
            run.phaseNanos().forEach((phase, nanos) -> {
                long own = nanos - before.getOrDefault(phase, 0L);
                if (own > 0 || !before.containsKey(phase)) {
                    phases.put(phase, own);
                }
            });
            String seen = run.peer().address();
            address = seen == null ? "" : seen;
            status = run.peer().status();
        }

        Hop hop(Masks masks) {
            // The query of the first URL is the operator's own; later ones are the target's.
            String text = first ? url.toString() : withoutQuery(url.toString());
            return new Hop(name, masks.apply(text), address, status, startedNanos, phases, "");
        }
    }
}
