package io.patchbay.tools.calculator.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Offers {@link Calculator}. */
@Component(service = ToolSource.class)
public final class CalculatorTools implements ToolSource {

    @Override
    public String name() {
        return "calculator";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        List<Object> tools = List.of(new Calculator());
        return () -> tools;
    }
}
