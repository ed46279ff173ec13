package io.patchbay.console.internal;

import io.patchbay.management.resource.Permission;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/**
 * Decides who may come in. A browser shows a token once, in the address, and a cookie from then on;
 * a program shows a token with each request. What changes something must come from a page of ours
 * besides. For any thread.
 */
@Component(service = Gate.class, configurationPid = "io.patchbay.console")
public final class Gate {

    private static final String VISIT = "io.patchbay.console.visit";
    private static final String BEARER = "bearer ";

    private static final String NO_TOKEN =
            "This page needs the address with a token in it, which Patchbay printed when it started. Open that one; a new start has a new one.";

    private record State(Visitors visitors, Hosts hosts) {

        static State of(ConsoleSettings settings) {
            return new State(new Visitors(settings), new Hosts(settings));
        }
    }

    private final Guesses guesses = new Guesses(System::nanoTime);
    private ConsoleSettings settings;
    private volatile State state;
    private volatile Runnable otherToken = () -> {};

    /** For the container. */
    @Activate
    public Gate(Map<String, Object> settings) {
        this.settings = ConsoleSettings.read(settings);
        state = State.of(this.settings);
    }

    /** Other settings: who came in by the old ones comes in anew. */
    @Modified
    void configured(Map<String, Object> changed) {
        ConsoleSettings next = ConsoleSettings.read(changed);
        if (!next.equals(settings)) {
            State old = state;
            settings = next;
            state = State.of(next);
            old.visitors.end();
            otherToken.run();
        }
    }

    @Deactivate
    void close() {
        state.visitors.end();
    }

    /** Whom to tell of another {@link #token}. */
    void onOtherToken(Runnable action) {
        otherToken = action;
    }

    /** What lets its holder do everything. */
    String token() {
        return state.visitors.token();
    }

    /**
     * Who sent a request that was let in.
     *
     * @throws IllegalStateException for one that did not come this way
     */
    static Visit visit(HttpServletRequest request) {
        if (request.getAttribute(VISIT) instanceof Visit visit) {
            return visit;
        }
        throw new IllegalStateException("a request that nobody let in");
    }

    /**
     * What who sent a request may do.
     *
     * @throws IllegalStateException for one that did not come this way
     */
    public static Permission granted(HttpServletRequest request) {
        return visit(request).permission();
    }

    /** A browser leaves; its cookie is taken back. */
    void leave(Visit visit, HttpServletRequest request, HttpServletResponse response) {
        state.visitors.leave(visit);
        response.addHeader("Set-Cookie", cookie(request, "") + "; Max-Age=0");
    }

    /**
     * Looks at a request before anybody else does.
     *
     * @return whether it may go on; if not, it was answered
     */
    boolean admits(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SafeHeaders.on(response);
        if (!PlainPath.is(request.getRequestURI())) {
            Replies.refuse(request, response, 400, PlainPath.REFUSAL);
            return false;
        }
        State now = state;
        Optional<String> refusal = now.hosts.refusal(request);
        if (refusal.isPresent()) {
            Replies.refuse(request, response, 403, refusal.get());
            return false;
        }
        boolean opened = isOpened(request);
        if (!opened && !now.hosts.isSameSite(request)) {
            Replies.refuse(request, response, 403, "pages of other sites may not ask this console");
            return false;
        }
        String shown = opened ? request.getParameter("token") : null;
        String bearer = bearer(request);
        if (shown != null || bearer != null) {
            return byToken(now, request, response, shown, bearer);
        }
        return byCookie(now, request, response);
    }

    /** Whether somebody opens the page in a browser, from wherever. */
    private static boolean isOpened(HttpServletRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        return request.getMethod().equals("GET")
                && request.getHeader("Origin") == null
                && !request.getServletPath().startsWith("/api")
                && (mode == null || mode.equals("navigate"));
    }

    private boolean byToken(
            State now,
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable String shown,
            @Nullable String bearer)
            throws IOException {
        String address = request.getRemoteAddr();
        if (guesses.isOver(address)) {
            response.setIntHeader("Retry-After", Guesses.WINDOW_SECONDS);
            Replies.refuse(
                    request, response, 429, "too many wrong tokens; try again in a few seconds");
            return false;
        }
        Optional<Visit> holder =
                now.visitors.holder(Objects.requireNonNullElse(shown, String.valueOf(bearer)));
        if (holder.isEmpty()) {
            guesses.wrong(address);
            refuseToken(request, response);
            return false;
        }
        if (shown == null) {
            request.setAttribute(VISIT, holder.get());
            return true;
        }
        Permission permission = holder.get().permission();
        response.addHeader("Set-Cookie", cookie(request, now.visitors.admit(permission)));
        // the token leaves the address, so that it is neither looked over nor kept in the history
        response.setHeader("Location", "./");
        response.setHeader("Cache-Control", "no-store");
        response.setStatus(303);
        return false;
    }

    private boolean byCookie(State now, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Visit> visit = cookie(request).flatMap(now.visitors::browser);
        if (visit.isEmpty()) {
            refuseToken(request, response);
            return false;
        }
        String method = request.getMethod();
        if (!method.equals("GET")
                && !method.equals("HEAD")
                && !"1".equals(request.getHeader("X-Patchbay"))) {
            Replies.refuse(
                    request, response, 403, "a request that changes something has X-Patchbay: 1");
            return false;
        }
        request.setAttribute(VISIT, visit.get());
        return true;
    }

    private static void refuseToken(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer");
        Replies.refuse(
                request,
                response,
                401,
                Replies.isPage(request)
                        ? NO_TOKEN
                        : "the token is missing or wrong; open the address that was printed at the start, or send it as Authorization: Bearer");
    }

    private static @Nullable String bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    private static String name(HttpServletRequest request) {
        // two consoles of one machine share their cookies, whatever their ports
        return "patchbay-" + request.getLocalPort();
    }

    private String cookie(HttpServletRequest request, String value) {
        return name(request)
                + "="
                + value
                + "; Path=/; HttpOnly; SameSite=Strict"
                + (state.hosts.isSecure(request) ? "; Secure" : "");
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name(request))) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }
}
