package io.patchbay.tools.call.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers {@code transfer_call}, {@code end_call}, {@code send_digits} and {@code collect_digits}:
 * each where the caller's call can do it, and none where there is no call. Settings, under the PID
 * {@code io.patchbay.tools.call}: see {@link CallSettings}.
 */
@Component(service = ToolSource.class, configurationPid = "io.patchbay.tools.call")
public final class CallTools implements ToolSource {

    @Override
    public String name() {
        return "call";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        CallSettings own = CallSettings.of(settings);
        List<Object> tools =
                List.<CallTool>of(
                                new TransferCall(own),
                                new EndCall(),
                                new SendDigits(own),
                                new CollectDigits(own, context.workers()))
                        .stream()
                        .filter(tool -> own.offered(tool.name()))
                        .<Object>map(tool -> tool.build(own))
                        .toList();
        return () -> tools;
    }

    /** Its configuration changed; that there is this method keeps the service registered. */
    @Modified
    void modified() {}
}
