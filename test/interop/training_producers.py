"""ALBERT models as training programs save them; `PRODUCERS` is as in producers.py.

These names depend on the program, not on a file format: no fixtures are made of them.
"""
import logging
import warnings

import numpy
import torch

from producers import make_model


def data_parallel(folder, kind):
    model = make_model(kind)
    model.config.save_pretrained(folder)
    torch.save(torch.nn.DataParallel(model).state_dict(), folder / "pytorch_model.bin")


def compiled(folder, kind):
    model = make_model(kind)
    model.config.save_pretrained(folder)
    torch.save(torch.compile(model).state_dict(), folder / "model.pt")


def training_loop(folder, kind):
    """What a training loop saves to be resumed; both wrappers are on the model."""
    model = make_model(kind)
    model.config.save_pretrained(folder)
    wrapped = torch.compile(torch.nn.DataParallel(model))
    torch.save({"model": wrapped.state_dict(), "epoch": 3, "best": numpy.float64(0.5),
                "optimizer": torch.optim.AdamW(model.parameters()).state_dict()},
               folder / "checkpoint.pth")


def lightning(folder, kind, attribute="model"):
    """A checkpoint of a Trainer with optimizer, scheduler and hyperparameters; the rate is 0."""
    import lightning.pytorch as trainers

    class Module(trainers.LightningModule):
        def __init__(self, rate=numpy.float32(0), labels=("a", "b"), shape=numpy.int64(3)):
            super().__init__()
            self.save_hyperparameters()
            setattr(self, attribute, make_model(kind))

        def training_step(self, batch, _):
            answer = getattr(self, attribute)(batch[0])
            return answer[1 if kind == "AlbertModel" else 0].square().mean()

        def configure_optimizers(self):
            optimizer = torch.optim.AdamW(self.parameters(), lr=float(self.hparams.rate))
            return [optimizer], [torch.optim.lr_scheduler.StepLR(optimizer, 1)]

    ids = torch.utils.data.TensorDataset(torch.randint(5, 60, (2, 8)))
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    with warnings.catch_warnings(action="ignore"):
        trainer = trainers.Trainer(
            max_steps=1, accelerator="cpu", logger=False, enable_progress_bar=False,
            enable_model_summary=False, default_root_dir=folder,
            callbacks=[trainers.callbacks.ModelCheckpoint(dirpath=folder, every_n_train_steps=1)])
        trainer.fit(Module(), torch.utils.data.DataLoader(ids))
    make_model(kind).config.save_pretrained(folder)


def lightning_bare(folder, kind):
    """An encoder that the module calls as transformers does, so that its names have one prefix."""
    lightning(folder, kind, attribute="albert")


PRODUCERS = {
    "data_parallel": (data_parallel, "AlbertForPreTraining"),
    "data_parallel_bare": (data_parallel, "AlbertModel"),
    "compiled": (compiled, "AlbertForMaskedLM"),
    "training_loop": (training_loop, "AlbertForPreTraining"),
    "lightning": (lightning, "AlbertForPreTraining"),
    "lightning_classifier": (lightning, "AlbertForSequenceClassification"),
    "lightning_bare": (lightning_bare, "AlbertModel"),
}
