package dev.sonde.agent.blackbox;

import dev.sonde.agent.blackbox.prober.ProbeResult;
import dev.sonde.agent.blackbox.prober.Probers;
import dev.sonde.agent.exposition.MetricsPage;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drop-in: {@code /probe}, {@code /logs}, {@code /config}, {@code /-/healthy}, {@code /-/reload} and a start page.
 * Belongs to the event loop it was opened on.
 */
public final class Blackbox {
    private static final Logger LOG = LoggerFactory.getLogger(Blackbox.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRAPE_TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";
    /** Memory and sockets of the agent are not for whoever asks fastest. */
    private static final int MOST_AT_ONCE = 1000;

    private final Vertx vertx;
    private final BlackboxOptions options;
    private final Modules modules;
    private final Probers probers;
    private final History history;
    private final LongAdder unknownModules = new LongAdder();

    private Blackbox(Vertx vertx, BlackboxOptions options, Modules modules, Probers probers) {
        this.vertx = vertx;
        this.options = options;
        this.modules = modules;
        this.probers = probers;
        this.history = new History(options.historyLimit());
    }

    /** Reads the modules; fails with all of their problems. To be called on the event loop it will belong to. */
    public static Future<Blackbox> open(Vertx vertx, BlackboxOptions options, ProbeSettings settings) {
        Modules modules = new Modules(options.file(), settings.wallClock());
        return read(vertx, modules)
                .map(read -> new Blackbox(vertx, options, modules, new Probers(vertx, settings, options.fence())));
    }

    private static Future<Void> read(Vertx vertx, Modules modules) {
        return vertx.executeBlocking(() -> {
            modules.read();
            return null;
        });
    }

    /** What it tells of itself on the agent's {@code /metrics}. */
    public BlackboxSeries series() {
        return new BlackboxSeries(modules, unknownModules, options.version());
    }

    /** Reads the modules again; fails with all of their problems, and then those before stay. */
    public Future<Void> reload() {
        return read(vertx, modules);
    }

    /**
     * Ends probes under way.
     *
     * @return completed when no worker is at work for them any more
     */
    public Future<Void> close() {
        return probers.close();
    }

    /** Adds its routes, which go before others of the same path. */
    public void mount(Router router) {
        router.route("/probe").handler(this::probe);
        router.route("/logs").handler(this::logs);
        router.route("/config").handler(request -> answer(request, 200, TEXT, modules.yaml()));
        router.route("/-/healthy").handler(request -> answer(request, 200, TEXT, "Healthy"));
        router.route("/-/reload").handler(this::reload);
        router.get("/").handler(request -> answer(request, 200, HTML, Pages.index(history.entries())));
    }

    /** Its parameters; null if they cannot be read, which it is told then. */
    private static @Nullable MultiMap query(RoutingContext request) {
        try {
            return request.queryParams();
        } catch (HttpException e) {
            answer(request, 400, TEXT, "The query cannot be read\n");
            return null;
        }
    }

    private void probe(RoutingContext request) {
        MultiMap query = query(request);
        if (query == null) {
            return;
        }
        ProbeRequest checked = ProbeRequest.of(
                new ProbeRequest.Asked(
                        query.get("target"),
                        query.get("module"),
                        query.get("hostname"),
                        request.request().getHeader(SCRAPE_TIMEOUT)),
                modules,
                probers,
                options.timeoutOffsetSeconds());
        if (checked instanceof ProbeRequest.Refused refused) {
            if (refused.unknownModule()) {
                unknownModules.increment();
            }
            answer(request, refused.status(), TEXT, refused.text() + "\n");
        } else if (checked instanceof ProbeRequest.Accepted accepted) {
            if (probers.underWay() >= MOST_AT_ONCE) {
                answer(request, 503, TEXT, "More than " + MOST_AT_ONCE + " probes at once\n");
                return;
            }
            boolean debug = "true".equals(query.get("debug"));
            Promise<Void> gone = Promise.promise();
            request.response().closeHandler(closed -> gone.tryComplete());
            probers.probe(
                            accepted.moduleName(),
                            accepted.module(),
                            accepted.target(),
                            accepted.hostname(),
                            accepted.timeout(),
                            gone.future())
                    .onSuccess(result -> probed(request, accepted, result, debug));
        }
    }

    private void probed(RoutingContext request, ProbeRequest.Accepted accepted, ProbeResult result, boolean debug) {
        try {
            String page = Pages.debug(result, accepted.module().yaml());
            history.add(accepted.moduleName(), accepted.target(), result.success(), page);
            if (request.response().closed()) {
                return;
            }
            if (debug) {
                answer(request, 200, TEXT, page);
                return;
            }
            MetricsPage metrics = MetricsPage.renderGauges(
                    result.metrics(),
                    request.request().getHeader("Accept"),
                    request.request().getHeader("Accept-Encoding"));
            HttpServerResponse response = request.response().putHeader("Content-Type", metrics.contentType());
            if (metrics.isGzipped()) {
                response.putHeader("Content-Encoding", "gzip");
            }
            response.end(Buffer.buffer(metrics.body()));
        } catch (IOException defect) {
            LOG.error("/probe: defect", defect);
            answer(request, 500, TEXT, "defect: " + defect + "\n");
        }
    }

    private void logs(RoutingContext request) {
        MultiMap query = query(request);
        if (query == null) {
            return;
        }
        String id = query.get("id");
        String target = query.get("target");
        String module = query.get("module");
        long number = number(id);
        boolean byId = id != null && !id.isEmpty();
        boolean byTarget = target != null && !target.isEmpty();
        if (byId && number < 0) {
            answer(request, 400, TEXT, "The parameter id is not a probe's number\n");
        } else if (byId == byTarget) {
            answer(request, 400, TEXT, "Either id or target must be given" + (byId ? ", not both\n" : "\n"));
        } else if (byId && module != null && !module.isEmpty()) {
            answer(request, 400, TEXT, "The parameter module goes with target only\n");
        } else {
            History.Entry entry = byTarget
                    ? history.byTarget(target, module == null || module.isEmpty() ? null : module)
                    : history.byId(number);
            if (entry == null) {
                answer(request, 404, TEXT, (byTarget ? "Probe target" : "Probe id") + " not found\n");
            } else {
                answer(request, 200, TEXT, entry.page());
            }
        }
    }

    /** -1 if it is none. */
    private static long number(@Nullable String text) {
        try {
            return text == null ? -1 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void reload(RoutingContext request) {
        if (!request.request().method().equals(HttpMethod.POST)) {
            answer(request, 405, TEXT, "This endpoint takes POST only\n");
            return;
        }
        if (!isLocal(request)) {
            answer(request, 403, TEXT, "Reloading is for this machine's own processes\n");
            return;
        }
        reload().onComplete(done -> {
            if (done.succeeded()) {
                answer(request, 200, TEXT, "");
                return;
            }
            Throwable cause = done.cause();
            LOG.error("reload failed, the modules stay: {}", cause.getMessage());
            boolean told = cause instanceof InvalidConfigException;
            answer(request, 500, TEXT, "Failed to reload: " + (told ? cause.getMessage() : cause) + "\n");
        });
    }

    private static boolean isLocal(RoutingContext request) {
        String remote = request.request().remoteAddress().hostAddress();
        try {
            return remote != null && InetAddress.getByName(remote).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    private static void answer(RoutingContext request, int status, String type, @Nullable String text) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(text == null ? "" : text);
    }
}
