package io.patchbay.runtime.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests for a response that wait at the {@link ResponseGate}, in order. Automatic ones that
 * stand side by side are one: one response answers them. On the loop.
 */
final class RequestQueue {
    private final ArrayDeque<ResponseRequest> waiting = new ArrayDeque<>(2);

    /** Somebody wants a response after all others. */
    void add(ResponseRequest request) {
        ResponseRequest last = waiting.peekLast();
        if (last != null && last.merges(request)) {
            waiting.pollLast();
            waiting.addLast(last.with(request));
        } else {
            waiting.addLast(request);
        }
    }

    /** One that was sent goes out again, before all others. */
    void addFirst(ResponseRequest request) {
        ResponseRequest first = waiting.peekFirst();
        if (first != null && first.merges(request)) {
            waiting.pollFirst();
            waiting.addFirst(first.with(request));
        } else {
            waiting.addFirst(request);
        }
    }

    /**
     * Takes the next that may go out; null when there is none.
     *
     * @param speaking whether the caller speaks: outputs of tools wait for him
     */
    @Nullable ResponseRequest next(boolean speaking) {
        Iterator<ResponseRequest> requests = waiting.iterator();
        while (requests.hasNext()) {
            ResponseRequest request = requests.next();
            if (!speaking || request.origin != ResponseRequest.Origin.TOOLS) {
                requests.remove();
                return request;
            }
        }
        return null;
    }

    /** Takes all but those for outputs of tools. */
    List<ResponseRequest> takeBack() {
        List<ResponseRequest> taken = new ArrayList<>(waiting);
        taken.removeIf(request -> request.origin == ResponseRequest.Origin.TOOLS);
        waiting.removeAll(taken);
        return taken;
    }

    /** Takes the oldest; null when there is none. */
    @Nullable ResponseRequest poll() {
        return waiting.poll();
    }

    /** An item stands in the server's conversation now. */
    void acknowledged(String itemId) {
        for (ResponseRequest request : waiting) {
            request.unseen.remove(itemId);
        }
    }

    /** The server began a turn by itself: automatic requests whose items it saw are answered. */
    void cover() {
        waiting.removeIf(request -> !request.manual() && request.unseen.isEmpty());
    }

    int size() {
        return waiting.size();
    }
}
