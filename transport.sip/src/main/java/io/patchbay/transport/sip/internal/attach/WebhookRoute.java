package io.patchbay.transport.sip.internal.attach;

import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.WebhookSignature;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes a provider's messages: each is judged by its signature before anything of it is read, and
 * answered before anything is done, so that the provider does not send it again meanwhile.
 */
final class WebhookRoute implements HttpRoute {

    private static final System.Logger LOG = System.getLogger(WebhookRoute.class.getName());
    private static final long TELL_EVERY_MILLIS = 10_000;

    private final WebhookSettings settings;
    private final SeenMessages seen;
    private final ProviderCallDesk desk;
    private final Clock clock;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong loggedAt = new AtomicLong(Long.MIN_VALUE);

    WebhookRoute(WebhookSettings settings, SeenMessages seen, ProviderCallDesk desk, Clock clock) {
        this.settings = settings;
        this.seen = seen;
        this.desk = desk;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return settings.door().path().isEmpty() ? "/" : settings.door().path();
    }

    @Override
    public int maxBodyBytes() {
        return settings.bodyBytes();
    }

    @Override
    public HttpHandler handler() {
        return (HttpHandler.Exchange) this::take;
    }

    /** Strangers send what they like: their messages are counted, and told once in a while. */
    private void tell(WebhookSignature.Verdict last) {
        long count = refused.incrementAndGet();
        long now = clock.millis();
        long before = loggedAt.get();
        if ((before == Long.MIN_VALUE || now - before >= TELL_EVERY_MILLIS)
                && loggedAt.compareAndSet(before, now)) {
            LOG.log(
                    Level.WARNING,
                    "{0} webhook message(s) are refused; the last: {1}",
                    count,
                    last);
            refused.addAndGet(-count);
        }
    }

    private void take(HttpExchange exchange) {
        WebhookSignature.Verdict verdict =
                settings.signature()
                        .verify(
                                exchange.request().headers(),
                                exchange.body(),
                                clock.instant(),
                                settings.tolerance());
        if (verdict != WebhookSignature.Verdict.GOOD) {
            tell(verdict);
            exchange.respond(
                    verdict == WebhookSignature.Verdict.MALFORMED
                            ? HttpResponse.text(400, "the headers of a signed webhook are missing")
                            : HttpResponse.text(401, "the signature does not hold"));
            return;
        }
        Announcement announcement;
        try {
            announcement = Announcement.read(exchange.body());
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "a signed webhook message is refused: {0}", e.getMessage());
            exchange.respond(HttpResponse.text(400, String.valueOf(e.getMessage())));
            return;
        }
        String id = exchange.request().headers().first(WebhookSignature.ID).orElse("");
        boolean first = seen.isNew(id);
        exchange.respond(HttpResponse.of(200));
        if (!first) {
            LOG.log(Level.DEBUG, "a webhook message came again");
        } else if (announcement.kind() == Announcement.Kind.REALTIME_CALL) {
            desk.take(announcement);
        } else {
            LOG.log(Level.DEBUG, "a webhook message is ignored: {0}", announcement.kind());
        }
    }
}
