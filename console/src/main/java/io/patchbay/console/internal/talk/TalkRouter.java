package io.patchbay.console.internal.talk;

import io.patchbay.api.transport.CallRouter;
import io.patchbay.console.internal.CallMarks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Answers the calls that the console let in as they were chosen, and leaves all others to whoever
 * would decide on them without it.
 */
@Component(
        service = CallRouter.class,
        property = {"service.ranking:Integer=10000", TalkRouter.OWN + "=talk"})
public final class TalkRouter implements CallRouter {

    /** By this property it knows itself. */
    static final String OWN = "patchbay.console";

    private final Wishes wishes;

    @Reference(
            target = "(!(" + OWN + "=*))",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    private volatile List<CallRouter> others = List.of();

    /** For the container. */
    @Activate
    public TalkRouter(@Reference Wishes wishes) {
        this.wishes = wishes;
    }

    @Override
    public CompletionStage<Decision> route(IncomingCall call) {
        String talk = call.metadata().get(CallMarks.TALK);
        if (talk != null) {
            return CompletableFuture.completedFuture(
                    wishes.take(talk)
                            .<Decision>map(wish -> new Decision.Accept(wish.options()))
                            .orElseGet(
                                    () ->
                                            new Decision.Refuse(
                                                    410,
                                                    "what was chosen for this call is forgotten;"
                                                            + " call again")));
        }
        // the list is in rising order of ranking
        return others.stream()
                .reduce((lower, higher) -> higher)
                .map(other -> other.route(call))
                .orElseGet(
                        () ->
                                CompletableFuture.completedFuture(
                                        new Decision.Refuse(
                                                503,
                                                "nobody decides on calls: there is no CallRouter"
                                                        + " but the console's")));
    }
}
